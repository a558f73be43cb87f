//! Link options of the runtime's module.

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    // Multiplying big integers takes frames of 300 kB, several deep. Python's own
    // recursion is limited long before.
    println!("cargo:rustc-link-arg-cdylib=-zstack-size=4194304");
}
