//! Stands between cargo and rustc in builds that make or use a record of what is executed.
//!
//! A symbol has a hash of its crate in it, for which cargo takes among other things the path of the
//! patched interpreter. A record knows functions by their symbols, so here the hash is of name and
//! version: the same wherever the clone and the target folder are.
//!
//! And rustc gets the flags about the record from here, because build scripts would hand those that
//! cargo knows to C compilers, which are of another LLVM. Cargo is told a `--cfg` in their place, so
//! that it compiles anew when they change.

use std::env;
use std::ffi::OsString;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Command, ExitCode};

use crate::process::say;

/// Set for cargo when xtask is its `RUSTC_WRAPPER`: the folder of records.
const VARIABLE: &str = "MORELIA_RECORDS";

/// Told to cargo for a module that counts.
pub(crate) const COUNTING: &str = "morelia_counts";

/// Told to cargo, with the name of a record, for a module that is optimised by it.
const TRAINED: &str = "morelia_trained_by=";

/// Flags for a module that counts how often each branch is taken. The second is unstable: the
/// runtime brings its own writer of counts. The last: counters keep code alive that uses threads
/// of C, which is not there and never called.
const COUNTING_FLAGS: [&str; 4] = [
    "-Cprofile-generate",
    "-Zno-profiler-runtime",
    NO_VALUES,
    "-Clink-arg=--unresolved-symbols=ignore-all",
];

/// Neither recorded nor missed: where a function pointer led, and how long what was copied is.
const NO_VALUES: &str = "-Cllvm-args=-disable-vp=true";

/// Calls that are hardly ever made are inlined only where that makes the code smaller.
const SMALL_WHERE_COLD: [&str; 2] =
    ["-Cllvm-args=-inline-cold-callsite-threshold=0", "-Cllvm-args=-inlinecold-threshold=0"];

/// Lets `cargo` compile by way of this program.
pub(crate) fn wrap(cargo: &mut Command, records: &Path) -> std::io::Result<()> {
    cargo.env("RUSTC_WRAPPER", env::current_exe()?).env(VARIABLE, records);
    Ok(())
}

/// What to tell cargo for a module that is optimised by the record of this name.
pub(crate) fn trained_by(name: &str) -> String {
    format!("{TRAINED}{name:?}")
}

/// Whether cargo calls, and not a person.
pub(crate) fn is_called() -> bool {
    env::var_os(VARIABLE).is_some()
}

/// Becomes the compiler that cargo asked for.
pub(crate) fn compile() -> ExitCode {
    let mut words = env::args_os().skip(1);
    let Some(rustc) = words.next() else {
        say("error: a wrapper of rustc is called with rustc's path");
        return ExitCode::FAILURE;
    };
    let records = env::var_os(VARIABLE).unwrap_or_default();
    let name = env::var("CARGO_PKG_NAME").unwrap_or_default();
    let version = env::var("CARGO_PKG_VERSION").unwrap_or_default();
    let words = translate(words, &format!("{name}-{version}"), Path::new(&records));
    let mut command = Command::new(&rustc);
    if words.iter().any(|word| word == COUNTING) {
        // Only here: build scripts would use features of the language that a release lacks.
        command.env("RUSTC_BOOTSTRAP", "1");
    }
    let error = command.args(words).exec();
    say(&format!("error: {} does not start: {error}", rustc.display()));
    ExitCode::FAILURE
}

/// Rustc's arguments with the hash of `package` in place of cargo's, and the flags about records.
fn translate(
    words: impl Iterator<Item = OsString>,
    package: &str,
    records: &Path,
) -> Vec<OsString> {
    let mut translated = Vec::new();
    for word in words {
        let text = word.to_str().unwrap_or_default();
        if text.starts_with("metadata=") {
            translated.push(format!("metadata={package}").into());
            continue;
        }
        let mut flags: Vec<OsString> = Vec::new();
        if text == COUNTING {
            flags.extend(COUNTING_FLAGS.map(OsString::from));
        } else if let Some(name) = text.strip_prefix(TRAINED) {
            let mut flag = OsString::from("-Cprofile-use=");
            flag.push(records.join(name.trim_matches('"')));
            flags.extend([flag, NO_VALUES.into()]);
            flags.extend(SMALL_WHERE_COLD.map(OsString::from));
        }
        translated.push(word);
        translated.extend(flags);
    }
    translated
}

#[cfg(test)]
mod tests {
    use super::*;

    fn translated(words: &[&str]) -> Vec<String> {
        let words = words.iter().map(OsString::from);
        let made = translate(words, "serde-1.0.2", Path::new("/records"));
        made.into_iter().map(|word| word.into_string().unwrap()).collect()
    }

    #[test]
    fn the_hash_of_a_crate_is_of_its_name_and_version() {
        assert_eq!(
            translated(&["-C", "metadata=0123456789abcdef", "-C", "extra-filename=-0123"]),
            ["-C", "metadata=serde-1.0.2", "-C", "extra-filename=-0123"]
        );
    }

    #[test]
    fn what_cargo_was_told_becomes_a_flag() {
        let told = trained_by("a.profdata");
        assert_eq!(
            translated(&["--cfg", &told])[..3],
            ["--cfg", &told, "-Cprofile-use=/records/a.profdata"]
        );
        assert_eq!(translated(&["--cfg", COUNTING]).len(), 2 + COUNTING_FLAGS.len());
    }
}
