// For tests, injected before content.js: makes the host ladder begin at the helper realm.
// It is not Rust because it decides where Rust runs.
globalThis.__moreliaForceRung = "helper-realm";
void 0;
