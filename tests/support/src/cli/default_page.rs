//! Which page a run works on, and the server for it when it comes from here.

use super::UsageError;
use super::arguments::{OpenOptions, RunOptions, Script};
use crate::{Server, Site, python_docs_folder};
use std::path::Path;

/// What the first example works on.
const EXAMPLE_PAGE: &str = "/py-modindex.html";
const DEMO: &str = include_str!("../../../../examples/demo.html");

/// A page to open; the server must live as long as it is open.
#[derive(Debug)]
pub(super) struct Page {
    pub(super) url: String,
    _server: Option<Server>,
}

/// Where the page comes from, checked but not served yet.
#[derive(Debug)]
pub(super) enum Source {
    Address(String),
    Site(Box<Site>, String),
}

impl Source {
    pub(super) fn of_run(options: &RunOptions) -> Result<Self, UsageError> {
        if options.script == Script::Example && options.url.is_none() && options.serve.is_none() {
            let docs = python_docs_folder().ok_or(UsageError::NoPythonDocs)?;
            return Ok(Self::Site(
                Box::new(Site::new().folder("/", docs)),
                EXAMPLE_PAGE.to_owned(),
            ));
        }
        Self::of(options.url.as_deref(), options.serve.as_deref())
    }

    pub(super) fn of_open(options: &OpenOptions) -> Result<Self, UsageError> {
        Self::of(options.url.as_deref(), options.serve.as_deref())
    }

    fn of(url: Option<&str>, serve: Option<&Path>) -> Result<Self, UsageError> {
        if let Some(folder) = serve {
            if !folder.is_dir() {
                return Err(UsageError::NoFolder(folder.display().to_string()));
            }
            let path = format!("/{}", url.unwrap_or_default().trim_start_matches('/'));
            return Ok(Self::Site(Box::new(Site::new().folder("/", folder)), path));
        }
        match url {
            None => Ok(Self::Site(Box::new(Site::new().page("/", DEMO)), "/".to_owned())),
            Some(url) => match url::Url::parse(url) {
                Ok(_) => Ok(Self::Address(url.to_owned())),
                Err(error) => {
                    Err(UsageError::BadUrl { url: url.to_owned(), cause: error.to_string() })
                }
            },
        }
    }

    pub(super) fn serve(self) -> std::io::Result<Page> {
        match self {
            Self::Address(url) => Ok(Page { url, _server: None }),
            Self::Site(site, path) => {
                let server = Server::start(*site)?;
                Ok(Page { url: server.url(&path), _server: Some(server) })
            }
        }
    }
}
