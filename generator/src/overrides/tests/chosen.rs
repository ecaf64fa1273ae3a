//! Names that are chosen for one thing while another has them.

use super::told;

#[test]
fn a_chosen_name_that_another_has_too_is_told_with_both() {
    for (options, expected) in [
        (
            "tables.users.columns.created_by.name = 'mood'",
            "E0606 1:40 `mood` is chosen for column `created_by` of `users`, and column `mood` of `users` is called so by itself; choose another name for one of them",
        ),
        (
            "tables.users.columns.mood.enum.variants.fine = 'SoSo'",
            "E0606 1:48 `SoSo` is chosen for the literal 'fine', and the literal 'so-so' is called so by itself; choose another name for one of them",
        ),
    ] {
        assert_eq!(told(options), [expected], "{options}");
    }
    let options = "[tables.users.columns]\nid.name = 'a'\nmood.name = 'a'";
    assert_eq!(
        told(options)[0],
        "E0606 2:11 `a` is chosen for column `id` of `users`, and column `mood` of `users` is to be called so too; choose another name for one of them"
    );
    let options = "[tables.users.columns]\ncreated_by.name = 'mood'\nmood.name = 'created_by'";
    assert_eq!(told(options), [""; 0]);
}
