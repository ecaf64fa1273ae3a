//! Which tuples does a trait have to be implemented for?

/// Calls a macro for each tuple of one to sixteen types, with their names and places: what generated code reads and binds at
/// once.
macro_rules! each_up_to_sixteen {
    ($each:ident) => {
        $each!(A 0);
        $each!(A 0 B 1);
        $each!(A 0 B 1 C 2);
        $each!(A 0 B 1 C 2 D 3);
        $each!(A 0 B 1 C 2 D 3 E 4);
        $each!(A 0 B 1 C 2 D 3 E 4 F 5);
        $each!(A 0 B 1 C 2 D 3 E 4 F 5 G 6);
        $each!(A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7);
        $each!(A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8);
        $each!(A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9);
        $each!(A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9 K 10);
        $each!(A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9 K 10 L 11);
        $each!(A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9 K 10 L 11 M 12);
        $each!(A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9 K 10 L 11 M 12 N 13);
        $each!(A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9 K 10 L 11 M 12 N 13 O 14);
        $each!(A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9 K 10 L 11 M 12 N 13 O 14 P 15);
    };
}

pub(crate) use each_up_to_sixteen;
