//! Depth and size have limits in content scripts, too, whose stack is not a plain page's.

use morelia_e2e::{X, in_both};

/// Runs every test of `tests/python/test_limits.py` in the session's main execution.
const EVERY_TEST: &str = "
for name, test in list(globals().items()):
    if name.startswith('test_'):
        print(name, flush=True)
        test()
print('all of them')
";

#[test]
fn nothing_that_python_does_ends_a_content_script_s_session() {
    let folder = tempfile::tempdir().unwrap();
    let script = folder.path().join("limits.py");
    let tests = concat!(env!("CARGO_MANIFEST_DIR"), "/../python/test_limits.py");
    std::fs::write(&script, std::fs::read_to_string(tests).unwrap() + EVERY_TEST).unwrap();
    in_both(|kind| {
        let ran = X::run(&[script.to_str().unwrap(), "--browser", kind.name()]).done().well();
        assert!(ran.stdout.ends_with("all of them\n"), "{kind}: {ran:?}");
    });
}
