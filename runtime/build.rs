//! Link options of the runtime's module, and what cargo does not see by itself.

fn main() {
    // Multiplying big integers takes frames of 300 kB, several deep. Python's own
    // recursion is limited long before.
    println!("cargo:rustc-link-arg-cdylib=-zstack-size=4194304");
    // Files that `py_freeze!` reads.
    println!("cargo:rerun-if-changed=python");
    println!("cargo:rerun-if-changed=stand_ins");
}
