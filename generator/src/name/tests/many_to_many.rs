//! What is a relationship through a table between called, beside those to that table itself?

use super::{cases, relationships};

cases! { relationships;
    case_40_plural_of_the_other_table:
        "CREATE TABLE users(id INTEGER PRIMARY KEY);
         CREATE TABLE roles(id INTEGER PRIMARY KEY);
         CREATE TABLE user_roles(user_id INTEGER NOT NULL REFERENCES users(id),
            role_id INTEGER NOT NULL REFERENCES roles(id), PRIMARY KEY(user_id,role_id));"
        => ["UserRole.user: User", "User.user_roles: [UserRole]", "UserRole.role: Role", "Role.user_roles: [UserRole]",
            "User.roles: [Role]", "Role.users: [User]"];
    case_49_further_foreign_key:
        "CREATE TABLE users(id INTEGER PRIMARY KEY);
         CREATE TABLE roles(id INTEGER PRIMARY KEY);
         CREATE TABLE user_roles(user_id INTEGER NOT NULL REFERENCES users(id),
            role_id INTEGER NOT NULL REFERENCES roles(id), granted_by INTEGER REFERENCES users(id),
            PRIMARY KEY(user_id,role_id));"
        => ["UserRole.user: User", "User.user_roles: [UserRole]", "UserRole.role: Role", "Role.user_roles: [UserRole]",
            "UserRole.granted_by_user: User?", "User.granted_by_user_roles: [UserRole]",
            "User.roles: [Role]", "Role.users: [User]"];
    case_50_two_tables_between:
        "CREATE TABLE students(id INTEGER PRIMARY KEY);
         CREATE TABLE courses(id INTEGER PRIMARY KEY);
         CREATE TABLE enrolments(student_id INTEGER NOT NULL REFERENCES students(id),
            course_id INTEGER NOT NULL REFERENCES courses(id), PRIMARY KEY(student_id,course_id));
         CREATE TABLE waitlist(student_id INTEGER NOT NULL REFERENCES students(id),
            course_id INTEGER NOT NULL REFERENCES courses(id), PRIMARY KEY(student_id,course_id));"
        => ["Enrolment.student: Student", "Student.enrolments: [Enrolment]",
            "Enrolment.course: Course", "Course.enrolments: [Enrolment]",
            "Waitlist.student: Student", "Student.waitlists: [Waitlist]",
            "Waitlist.course: Course", "Course.waitlists: [Waitlist]",
            "Student.enrolment_courses: [Course]", "Course.enrolment_students: [Student]",
            "Student.waitlist_courses: [Course]", "Course.waitlist_students: [Student]"];
    table_called_by_both_among_two:
        "CREATE TABLE libraries(id INTEGER PRIMARY KEY);
         CREATE TABLE users(id INTEGER PRIMARY KEY);
         CREATE TABLE library_to_user(a INTEGER NOT NULL REFERENCES libraries(id),
            b INTEGER NOT NULL REFERENCES users(id), PRIMARY KEY(a,b));
         CREATE TABLE visits(library_id INTEGER NOT NULL REFERENCES libraries(id),
            user_id INTEGER NOT NULL REFERENCES users(id), PRIMARY KEY(library_id,user_id));"
        => ["LibraryToUser.a_library: Library", "Library.library_to_users: [LibraryToUser]",
            "LibraryToUser.b_user: User", "User.library_to_users: [LibraryToUser]",
            "Visit.library: Library", "Library.visits: [Visit]", "Visit.user: User", "User.visits: [Visit]",
            "Library.users: [User]", "User.libraries: [Library]",
            "Library.visit_users: [User]", "User.visit_libraries: [Library]"];
    roles_that_are_numbered:
        "CREATE TABLE people(id INTEGER PRIMARY KEY);
         CREATE TABLE pairs(person_id_1 INTEGER NOT NULL REFERENCES people(id),
            person_id_2 INTEGER NOT NULL REFERENCES people(id), PRIMARY KEY(person_id_1,person_id_2));"
        => ["Pair.person_1: Person", "Person.person_1_pairs: [Pair]",
            "Pair.person_2: Person", "Person.person_2_pairs: [Pair]",
            "Person.person_2_people: [Person]", "Person.person_1_people: [Person]"];
    case_52_foreign_key_beside_the_table_between:
        "CREATE TABLE \"User\"(id INTEGER PRIMARY KEY);
         CREATE TABLE \"Event\"(id INTEGER PRIMARY KEY, host_id INTEGER REFERENCES \"User\"(id));
         CREATE TABLE \"_EventToUser\"(\"A\" INTEGER NOT NULL REFERENCES \"Event\"(id),
            \"B\" INTEGER NOT NULL REFERENCES \"User\"(id), UNIQUE(\"A\",\"B\"));"
        => ["Event.host: User?", "User.events: [Event]",
            "EventToUser.a_event: Event", "Event.event_to_users: [EventToUser]",
            "EventToUser.b_user: User", "User.event_to_users: [EventToUser]",
            "Event.users: [User]", "User.event_to_user_events: [Event]"];
    case_53_both_roles_of_one_table:
        "CREATE TABLE users(id INTEGER PRIMARY KEY);
         CREATE TABLE follows(follower_id INTEGER NOT NULL REFERENCES users(id),
            followee_id INTEGER NOT NULL REFERENCES users(id), PRIMARY KEY(follower_id,followee_id));"
        => ["Follow.follower: User", "User.follower_follows: [Follow]",
            "Follow.followee: User", "User.followee_follows: [Follow]",
            "User.followees: [User]", "User.followers: [User]"];
    case_53_two_tables_between_one:
        "CREATE TABLE users(id INTEGER PRIMARY KEY);
         CREATE TABLE friends(user_id INTEGER REFERENCES users, friend_id INTEGER REFERENCES users,
            PRIMARY KEY(user_id,friend_id));
         CREATE TABLE blocks(user_id INTEGER REFERENCES users, blocked_id INTEGER REFERENCES users,
            PRIMARY KEY(user_id,blocked_id));"
        => ["Friend.user: User", "User.friends: [Friend]", "Friend.friend: User", "User.friend_friends: [Friend]",
            "Block.user: User", "User.blocks: [Block]", "Block.blocked: User", "User.blocked_blocks: [Block]",
            "User.friend_users: [User]", "User.friend_of_users: [User]",
            "User.blocked: [User]", "User.block_users: [User]"];
    case_55_tenant_in_both_keys:
        "CREATE TABLE pa(tenant_id INTEGER NOT NULL,id INTEGER NOT NULL,PRIMARY KEY(tenant_id,id));
         CREATE TABLE pb(tenant_id INTEGER NOT NULL,id INTEGER NOT NULL,PRIMARY KEY(tenant_id,id));
         CREATE TABLE pa_pb(tenant_id INTEGER NOT NULL,a_id INTEGER NOT NULL,b_id INTEGER NOT NULL,
            PRIMARY KEY(tenant_id,a_id,b_id), FOREIGN KEY(tenant_id,a_id) REFERENCES pa(tenant_id,id),
            FOREIGN KEY(tenant_id,b_id) REFERENCES pb(tenant_id,id));"
        => ["PaPb.a: Pa", "Pa.pa_pb: [PaPb]", "PaPb.b: Pb", "Pb.pa_pb: [PaPb]"];
    case_56_table_between_that_others_refer_to:
        "CREATE TABLE cake(id INTEGER PRIMARY KEY);
         CREATE TABLE filling(id INTEGER PRIMARY KEY);
         CREATE TABLE cake_filling(cake_id INTEGER NOT NULL REFERENCES cake(id),
            filling_id INTEGER NOT NULL REFERENCES filling(id),PRIMARY KEY(cake_id,filling_id));
         CREATE TABLE cake_filling_price(cake_id INTEGER NOT NULL,filling_id INTEGER NOT NULL,price REAL NOT NULL,
            PRIMARY KEY(cake_id,filling_id),
            FOREIGN KEY(cake_id,filling_id) REFERENCES cake_filling(cake_id,filling_id));"
        => ["CakeFilling.cake: Cake", "Cake.cake_fillings: [CakeFilling]",
            "CakeFilling.filling: Filling", "Filling.cake_fillings: [CakeFilling]",
            "CakeFillingPrice.cake_filling: CakeFilling", "CakeFilling.cake_filling_price: CakeFillingPrice?",
            "Cake.fillings: [Filling]", "Filling.cakes: [Cake]"];
    case_58_name_of_two_words:
        "CREATE TABLE orders(id INTEGER PRIMARY KEY);
         CREATE TABLE products(id INTEGER PRIMARY KEY);
         CREATE TABLE \"Order Details\"(order_id INTEGER NOT NULL REFERENCES orders(id),
            product_id INTEGER NOT NULL REFERENCES products(id), unit_price REAL NOT NULL,
            qty INTEGER NOT NULL DEFAULT 1, PRIMARY KEY(order_id,product_id));"
        => ["OrderDetail.order: Order", "Order.order_details: [OrderDetail]",
            "OrderDetail.product: Product", "Product.order_details: [OrderDetail]",
            "Order.products: [Product]", "Product.orders: [Order]"];
    roles_in_columns_without_an_ending:
        "CREATE TABLE steps(id INTEGER PRIMARY KEY);
         CREATE TABLE step_orders(\"A\" INTEGER NOT NULL REFERENCES steps, \"B\" INTEGER NOT NULL REFERENCES steps,
            PRIMARY KEY(\"A\",\"B\"));"
        => ["StepOrder.a_step: Step", "Step.a_step_orders: [StepOrder]",
            "StepOrder.b_step: Step", "Step.b_step_orders: [StepOrder]",
            "Step.b_steps: [Step]", "Step.a_steps: [Step]"];
    table_between_that_is_no_entity_takes_no_name:
        "CREATE TABLE users(id INTEGER PRIMARY KEY);
         CREATE TABLE friends(user_id INTEGER REFERENCES users, friend_id INTEGER REFERENCES users);"
        => ["Friend.user: User?", "User.user_friends: [Friend]", "Friend.friend: User?",
            "User.friend_friends: [Friend]", "User.friends: [User]", "User.users: [User]"];
    two_pairs_in_one_table_between:
        "CREATE TABLE games(id INTEGER PRIMARY KEY);
         CREATE TABLE teams(id INTEGER PRIMARY KEY);
         CREATE TABLE plays(game_id INTEGER NOT NULL REFERENCES games, home_id INTEGER NOT NULL REFERENCES teams,
            guest_id INTEGER NOT NULL REFERENCES teams, UNIQUE(game_id,home_id), UNIQUE(game_id,guest_id));"
        => ["Play.game: Game", "Game.plays: [Play]", "Play.home: Team", "Team.home_plays: [Play]",
            "Play.guest: Team", "Team.guest_plays: [Play]",
            "Game.play_homes: [Team]", "Team.home_play_games: [Game]",
            "Game.play_guests: [Team]", "Team.guest_play_games: [Game]"];
}
