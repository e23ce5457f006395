//! Documentation that is made from definitions is true to them.

#[test]
fn the_catalogue_page_is_made_from_the_definitions() {
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/rules.md");
    let written = std::fs::read_to_string(page).expect("docs/rules.md is there");
    assert!(written == kikin_report::rules::markdown(), "make docs/rules.md again with `cargo xtask docs`");
}

#[test]
fn the_page_of_permissions_is_made_from_the_table() {
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/permissions.md");
    let written = std::fs::read_to_string(page).expect("docs/permissions.md is there");
    assert!(written == kikin_report::permissions::markdown(), "make docs/permissions.md again with `cargo xtask docs`");
}
