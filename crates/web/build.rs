//! Files that are embedded as whole folders: a new one is seen too.

fn main() {
    println!("cargo::rerun-if-changed=assets");
    println!("cargo::rerun-if-changed=../../docs/manual");
}
