// For tests, injected before content.js: makes the host ladder begin at its last rung, the extension's frame.
// It is not Rust because it decides where Rust runs.
globalThis.__moreliaForceRung = "extension-frame";
void 0;
