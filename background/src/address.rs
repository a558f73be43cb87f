//! Where a request goes, and whether the extension may go there.

use crate::http_rules;
use morelia_fetch::Url;
use morelia_protocol::{Failure, FailureKind};
use morelia_webext::{ApiError, permissions};

/// Where a request goes, as the browser reads it.
pub(crate) struct Address {
    /// Without fragment and login.
    pub(crate) href: String,
    pub(crate) host: String,
    /// The host permission that it takes.
    pattern: String,
}

impl Address {
    /// Reads an absolute address.
    ///
    /// # Errors
    /// When it is none that can be fetched.
    pub(crate) fn read(url: &str) -> Result<Self, Failure> {
        http_rules::check_length(url)?;
        let refused = |why: &str| Failure::new(FailureKind::Invalid, format!("{url:?} {why}"));
        let read = Url::new(url).map_err(|_| refused("is not an absolute address"))?;
        let protocol = read.protocol();
        if protocol != "http:" && protocol != "https:" {
            return Err(refused("cannot be fetched: only http: and https: can"));
        }
        if !read.username().is_empty() || !read.password().is_empty() {
            return Err(refused("has a login in it; send it as the header Authorization"));
        }
        read.set_hash("");
        Ok(Self {
            href: read.href().trim_end_matches('#').to_owned(),
            host: read.host(),
            pattern: format!("{protocol}//{}/*", read.hostname()),
        })
    }

    /// Makes sure that the person allows the extension to reach it.
    ///
    /// # Errors
    /// When not.
    pub(crate) async fn check_permission(&self) -> Result<(), Failure> {
        if permissions::contains_origin(&self.pattern).await.map_err(broken)? {
            return Ok(());
        }
        let message = format!(
            "the extension may not reach {}: allow it in the browser's settings for extensions",
            self.host
        );
        Err(Failure::new(FailureKind::Denied, message))
    }
}

/// A call to the browser that should not have failed.
pub(crate) fn broken(error: ApiError) -> Failure {
    Failure::new(FailureKind::Other, format!("the browser refused to help: {error}"))
}
