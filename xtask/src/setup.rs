//! Installs what a command needs (Debian), or says what to install (elsewhere); and the doctor.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::files;
use crate::layout::Layout;
use crate::needs::{Found, GECKODRIVER, Need, Remedy, WHEELS};
use crate::process::{find_program, run, say};

/// To build the extension.
pub(crate) const TO_BUILD: [Need; 4] = [Need::Clang, Need::LlvmAr, Need::Node, Need::Npm];
/// To run something in Chromium.
pub(crate) const FOR_CHROMIUM: [Need; 4] =
    [Need::Chromium, Need::Chromedriver, Need::PythonDocs, Need::Fonts];
/// To run something in Firefox.
pub(crate) const FOR_FIREFOX: [Need; 4] =
    [Need::Firefox, Need::Geckodriver, Need::PythonDocs, Need::Fonts];
/// To test the network with packages that nobody wrote for a browser.
pub(crate) const FOR_THE_NETWORK: [Need; 2] = [Need::Pip, Need::Wheels];

/// To test WebGL in Firefox without a screen.
pub(crate) const FOR_WEBGL: [Need; 1] = [Need::Xvfb];

/// Makes sure that each of `needs` is there. Does and prints nothing when they are.
pub(crate) fn ensure(layout: &Layout, needs: &[Need]) -> Result<()> {
    if missing(layout, needs).is_empty() {
        return Ok(());
    }
    // Two sessions on one machine must not both run apt-get or cargo install.
    let _lock = files::lock(&layout.tools.join(".lock"))?;
    let absent = missing(layout, needs);
    let packages: BTreeSet<&str> = absent.iter().filter_map(|need| debian_package(*need)).collect();
    if !packages.is_empty() {
        if !is_debian() {
            bail!("missing on this machine:\n{}", advice(&absent));
        }
        install_debian(&packages)?;
    }
    for need in &absent {
        match need.remedy() {
            Remedy::CargoInstall(crate_name) => cargo_install(layout, crate_name)?,
            Remedy::PipDownload => pip_download(layout)?,
            Remedy::Debian(..) | Remedy::Words(_) => {}
        }
    }
    let left = missing(layout, &absent);
    if !left.is_empty() {
        bail!("still missing after installing:\n{}", advice(&left));
    }
    Ok(())
}

/// Prints each need with what was found; the exit status is 1 when one is not met.
pub(crate) fn doctor(layout: &Layout) -> u8 {
    let mut status = 0;
    for need in Need::ALL {
        let (mark, text) = match need.probe(layout) {
            Found::Yes(version) => ("ok", version),
            Found::TooOld(version, oldest) => {
                status = 1;
                ("OLD", format!("{version}: at least {oldest} is needed; {}", how(need)))
            }
            Found::No => {
                status = 1;
                ("MISSING", how(need))
            }
        };
        println!("{mark:8} {:24} {text}", need.name());
    }
    println!();
    if status == 0 {
        println!("Everything is there.");
    } else if is_debian() {
        println!("`./x run` and `./x test` install what apt-get and cargo have.");
    }
    status
}

fn missing(layout: &Layout, needs: &[Need]) -> Vec<Need> {
    needs.iter().copied().filter(|need| !need.is_present(layout)).collect()
}

fn debian_package(need: Need) -> Option<&'static str> {
    match need.remedy() {
        Remedy::Debian(package, _) => Some(package),
        Remedy::CargoInstall(_) | Remedy::PipDownload | Remedy::Words(_) => None,
    }
}

fn advice(needs: &[Need]) -> String {
    let lines: Vec<String> =
        needs.iter().map(|need| format!("  {}: {}", need.name(), how(*need))).collect();
    lines.join("\n")
}

fn how(need: Need) -> String {
    match need.remedy() {
        Remedy::Debian(package, _) if is_debian() => format!("apt-get install {package}"),
        Remedy::Debian(_, words) | Remedy::Words(words) => words.to_owned(),
        Remedy::PipDownload => format!("pip download --no-deps {}", WHEELS.join(" ")),
        Remedy::CargoInstall(name) => {
            format!("cargo install {name} --version {GECKODRIVER} --locked")
        }
    }
}

fn is_debian() -> bool {
    Path::new("/etc/debian_version").exists() && find_program(&["apt-get"]).is_some()
}

fn install_debian(packages: &BTreeSet<&str>) -> Result<()> {
    let names: Vec<&str> = packages.iter().copied().collect();
    say(&format!("installing Debian packages: {}", names.join(" ")));
    let hint = || format!("install them yourself: apt-get install {}", names.join(" "));
    run(apt_get()?.args(["update", "-q"])).with_context(hint)?;
    run(apt_get()?.args(["install", "-qy", "--no-install-recommends"]).args(&names))
        .with_context(hint)
}

/// `apt-get` as root: as it is, or through `sudo`.
fn apt_get() -> Result<Command> {
    let mut command = if is_root()? {
        Command::new("apt-get")
    } else {
        let sudo = find_program(&["sudo"]).context("neither root nor sudo")?;
        let mut command = Command::new(sudo);
        command.args(["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]);
        command
    };
    command.env("DEBIAN_FRONTEND", "noninteractive");
    Ok(command)
}

fn is_root() -> Result<bool> {
    use std::os::unix::fs::MetadataExt as _;
    Ok(fs::metadata("/proc/self").context("no /proc")?.uid() == 0)
}

/// Wheels for any platform, from whatever index pip is configured for.
fn pip_download(layout: &Layout) -> Result<()> {
    let wheels = layout.wheels();
    say(&format!("downloading wheels to {}", wheels.display()));
    let pip = find_program(&["pip3", "pip"]).context("no pip")?;
    let mut download = Command::new(pip);
    download
        .args(["download", "--quiet", "--no-deps", "--only-binary", ":all:"])
        .args(["--platform", "any", "--python-version", "3.12", "--dest"])
        .arg(&wheels)
        .args(WHEELS);
    run(&mut download)
}

fn cargo_install(layout: &Layout, name: &str) -> Result<()> {
    say(&format!("installing {name} {GECKODRIVER} to {} (minutes)", layout.tools.display()));
    let scratch = layout.target.join("tools");
    let mut install = Command::new("cargo");
    install
        .args(["install", name, "--version", GECKODRIVER, "--locked", "--root"])
        .arg(&layout.tools)
        .env("CARGO_TARGET_DIR", &scratch)
        // Not the clone: its cargo configuration is for the extension.
        .current_dir(&layout.tools);
    run(&mut install)?;
    // Only the program is needed; what is left is a gigabyte nobody reads again.
    let _ = fs::remove_dir_all(&scratch);
    Ok(())
}
