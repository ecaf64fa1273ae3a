//! What are the two ends of a foreign key called?

use super::{cases, relationships};

cases! { relationships;
    case_01_table_and_key:
        "CREATE TABLE users(id INTEGER PRIMARY KEY);
         CREATE TABLE posts(id INTEGER PRIMARY KEY, user_id INTEGER NOT NULL REFERENCES users(id));"
        => ["Post.user: User", "User.posts: [Post]"];
    case_02_nullable_key:
        "CREATE TABLE users(id INTEGER PRIMARY KEY);
         CREATE TABLE posts(id INTEGER PRIMARY KEY, user_id INTEGER REFERENCES users(id));"
        => ["Post.user: User?", "User.posts: [Post]"];
    case_04_one_to_one:
        "CREATE TABLE users(id INTEGER PRIMARY KEY);
         CREATE TABLE profiles(id INTEGER PRIMARY KEY, user_id INTEGER NOT NULL UNIQUE REFERENCES users(id));"
        => ["Profile.user: User", "User.profile: Profile?"];
    case_10_chain_of_primary_keys:
        "CREATE TABLE a(id INTEGER PRIMARY KEY);
         CREATE TABLE b(id INTEGER PRIMARY KEY REFERENCES a(id));
         CREATE TABLE c(id INTEGER PRIMARY KEY REFERENCES b(id));"
        => ["B.a: A", "A.b: B?", "C.b: B", "B.c: C?"];
    case_11_tenant_in_the_key:
        "CREATE TABLE accounts(tenant_id INTEGER NOT NULL, id INTEGER NOT NULL, PRIMARY KEY(tenant_id,id));
         CREATE TABLE profiles(id INTEGER PRIMARY KEY, tenant_id INTEGER NOT NULL, account_id INTEGER NOT NULL,
            FOREIGN KEY(tenant_id,account_id) REFERENCES accounts(tenant_id,id), UNIQUE(tenant_id,account_id));"
        => ["Profile.account: Account", "Account.profile: Profile?"];
    case_13_two_columns:
        "CREATE TABLE simple_containers(id1 INTEGER NOT NULL,id2 INTEGER NOT NULL, PRIMARY KEY(id1,id2));
         CREATE TABLE simple_items(id INTEGER PRIMARY KEY, container_id1 INTEGER, container_id2 INTEGER,
            FOREIGN KEY(container_id1,container_id2) REFERENCES simple_containers(id1,id2));"
        => ["SimpleItem.simple_container: SimpleContainer?", "SimpleContainer.simple_items: [SimpleItem]"];
    case_14_two_columns_one_nullable:
        "CREATE TABLE acc(t INTEGER NOT NULL,id INTEGER NOT NULL,PRIMARY KEY(t,id));
         CREATE TABLE inv(id INTEGER PRIMARY KEY,t INTEGER NOT NULL,acc_id INTEGER,
            FOREIGN KEY(t,acc_id) REFERENCES acc(t,id));"
        => ["Inv.acc: Acc?", "Acc.invs: [Inv]"];
    case_17_repeated_key:
        "CREATE TABLE users(id INTEGER PRIMARY KEY);
         CREATE TABLE posts(id INTEGER PRIMARY KEY, user_id INTEGER REFERENCES users(id),
            FOREIGN KEY(user_id) REFERENCES users(id));"
        => ["Post.user: User?", "User.posts: [Post]"];
    case_22_cycle:
        "CREATE TABLE users(id INTEGER PRIMARY KEY, favourite_post_id INTEGER REFERENCES posts(id));
         CREATE TABLE posts(id INTEGER PRIMARY KEY, author_id INTEGER NOT NULL REFERENCES users(id));"
        => ["User.favourite_post: Post?", "Post.users: [User]", "Post.author: User", "User.posts: [Post]"];
    case_23_parent_and_root:
        "CREATE TABLE node(id INTEGER PRIMARY KEY,parent_id INTEGER,root_id INTEGER NOT NULL,UNIQUE(id,root_id),
            FOREIGN KEY(parent_id,root_id) REFERENCES node(id,root_id));"
        => ["Node.parent: Node?", "Node.children: [Node]"];
    case_25_two_keys:
        "CREATE TABLE users(id INTEGER PRIMARY KEY);
         CREATE TABLE messages(id INTEGER PRIMARY KEY, sender_id INTEGER NOT NULL REFERENCES users(id),
            recipient_id INTEGER REFERENCES users(id));"
        => ["Message.sender: User", "User.sender_messages: [Message]",
            "Message.recipient: User?", "User.recipient_messages: [Message]"];
    case_26_two_keys_one_natural:
        "CREATE TABLE users(id INTEGER PRIMARY KEY);
         CREATE TABLE videos(id INTEGER PRIMARY KEY, user_id INTEGER NOT NULL REFERENCES users(id),
            producer_id INTEGER NOT NULL REFERENCES users(id));"
        => ["Video.user: User", "User.videos: [Video]", "Video.producer: User", "User.producer_videos: [Video]"];
    case_28_column_with_the_targets_name:
        "CREATE TABLE users(id INTEGER PRIMARY KEY);
         CREATE TABLE videos(id INTEGER PRIMARY KEY, \"user\" INTEGER NOT NULL REFERENCES users(id));"
        => ["Video.user_ref: User", "User.videos: [Video]"];
    case_29_tables_with_each_others_names_as_columns:
        "CREATE TABLE y(id INTEGER PRIMARY KEY, x INTEGER NOT NULL);
         CREATE TABLE x(id INTEGER PRIMARY KEY, y INTEGER NOT NULL REFERENCES y(id));"
        => ["X.y_ref: Y", "Y.y_x: [X]"];
    role_that_ends_as_the_table_begins:
        "CREATE TABLE nodes(id INTEGER PRIMARY KEY);
         CREATE TABLE node_pairs(id INTEGER PRIMARY KEY, origin_node_id INTEGER NOT NULL REFERENCES nodes(id),
            node_id INTEGER NOT NULL REFERENCES nodes(id));"
        => ["NodePair.origin_node: Node", "Node.origin_node_pairs: [NodePair]",
            "NodePair.node: Node", "Node.node_pairs: [NodePair]"];
    role_that_is_the_beginning_of_the_table:
        "CREATE TABLE devices(id INTEGER PRIMARY KEY);
         CREATE TABLE relay_devices(id INTEGER PRIMARY KEY, relay_id INTEGER NOT NULL REFERENCES devices(id),
            device_id INTEGER NOT NULL REFERENCES devices(id));"
        => ["RelayDevice.relay: Device", "Device.relay_relay_devices: [RelayDevice]",
            "RelayDevice.device: Device", "Device.relay_devices: [RelayDevice]"];
    role_before_the_name_of_another_key:
        "CREATE TABLE people(business_entity_id INTEGER PRIMARY KEY);
         CREATE TABLE shops(id INTEGER PRIMARY KEY, owner_business_entity_id INTEGER NOT NULL REFERENCES people(business_entity_id));"
        => ["Shop.owner: Person", "Person.shops: [Shop]"];
    case_31_parent:
        "CREATE TABLE categories(id INTEGER PRIMARY KEY, parent_id INTEGER REFERENCES categories(id));"
        => ["Category.parent: Category?", "Category.children: [Category]"];
    case_31_parent_with_the_tables_name:
        "CREATE TABLE categories(id INTEGER PRIMARY KEY, parent_category_id INTEGER REFERENCES categories(id));"
        => ["Category.parent_category: Category?", "Category.children: [Category]"];
    case_32_other_role:
        "CREATE TABLE employees(id INTEGER PRIMARY KEY, manager_id INTEGER REFERENCES employees(id));"
        => ["Employee.manager: Employee?", "Employee.manager_employees: [Employee]"];
    case_33_next_in_a_list:
        "CREATE TABLE nodes(id INTEGER PRIMARY KEY, next_id INTEGER UNIQUE REFERENCES nodes(id));"
        => ["Node.next: Node?", "Node.next_node: Node?"];
    case_34_role_of_several_words:
        "CREATE TABLE airports(id INTEGER PRIMARY KEY);
         CREATE TABLE jets(id INTEGER PRIMARY KEY, holiday_airport_id INTEGER NOT NULL REFERENCES airports(id));"
        => ["Jet.holiday_airport: Airport", "Airport.jets: [Jet]"];
    case_35_words_that_merely_end_in_id:
        "CREATE TABLE grids(id INTEGER PRIMARY KEY);
         CREATE TABLE cells(id INTEGER PRIMARY KEY, grid INTEGER NOT NULL REFERENCES grids(id),
            \"paid\" INTEGER REFERENCES grids(id));"
        => ["Cell.grid_ref: Grid", "Grid.cells: [Cell]", "Cell.paid_grid: Grid?", "Grid.paid_cells: [Cell]"];
    case_37_humps:
        "CREATE TABLE Artist(ArtistId INTEGER PRIMARY KEY);
         CREATE TABLE Album(AlbumId INTEGER PRIMARY KEY, ArtistId INTEGER NOT NULL REFERENCES Artist(ArtistId));"
        => ["Album.artist: Artist", "Artist.albums: [Album]"];
    case_59_no_primary_key:
        "CREATE TABLE users(id INTEGER PRIMARY KEY);
         CREATE TABLE audit(user_id INTEGER NOT NULL REFERENCES users(id), msg TEXT);"
        => ["Audit.user: User", "User.audits: [Audit]"];
    numbered_roles:
        "CREATE TABLE sites(id INTEGER PRIMARY KEY);
         CREATE TABLE jobs(site_id_1 INTEGER PRIMARY KEY REFERENCES sites, site_id_2 INTEGER NOT NULL REFERENCES sites);"
        => ["Job.site_1: Site", "Site.site_1_job: Job?", "Job.site_2: Site", "Site.site_2_jobs: [Job]"];
    columns_with_the_name_of_their_own_table:
        "CREATE TABLE users(user_id INTEGER PRIMARY KEY);
         CREATE TABLE spaces(space_id INTEGER PRIMARY KEY, space_parent_id INTEGER REFERENCES spaces,
            space_user_id INTEGER NOT NULL REFERENCES users, space_created_by INTEGER NOT NULL REFERENCES users);"
        => ["Space.space_parent: Space?", "Space.children: [Space]", "Space.space_user: User", "User.spaces: [Space]",
            "Space.space_created_by_user: User", "User.created_by_spaces: [Space]"];
    target_that_begins_as_the_table_does:
        "CREATE TABLE order_statuses(id INTEGER PRIMARY KEY);
         CREATE TABLE orders(id INTEGER PRIMARY KEY, order_status_id INTEGER NOT NULL REFERENCES order_statuses,
            last_order_status_id INTEGER REFERENCES order_statuses);"
        => ["Order.order_status: OrderStatus", "OrderStatus.orders: [Order]",
            "Order.last_order_status: OrderStatus?", "OrderStatus.last_order_status_orders: [Order]"];
    columns_that_share_words_with_what_they_lead_to:
        "CREATE TABLE stage_options(type TEXT PRIMARY KEY);
         CREATE TABLE m_payment_type(id INTEGER PRIMARY KEY);
         CREATE TABLE dim_date(id INTEGER PRIMARY KEY);
         CREATE TABLE tasks(id INTEGER PRIMARY KEY, stage TEXT REFERENCES stage_options, stage_option_id INTEGER
            REFERENCES stage_options, payment_type INTEGER REFERENCES m_payment_type, due_date INTEGER REFERENCES dim_date);"
        => ["Task.stage_ref: StageOption?", "StageOption.stage_tasks: [Task]",
            "Task.stage_option: StageOption?", "StageOption.tasks: [Task]",
            "Task.m_payment_type: MPaymentType?", "MPaymentType.tasks: [Task]",
            "Task.due_date_ref: DimDate?", "DimDate.tasks: [Task]"];
    every_ending_is_left_out:
        "CREATE TABLE t(id INTEGER PRIMARY KEY, uuid TEXT UNIQUE);
         CREATE TABLE a(a_id INTEGER REFERENCES t);
         CREATE TABLE b(b_uuid INTEGER REFERENCES t);
         CREATE TABLE c(c_guid INTEGER REFERENCES t);
         CREATE TABLE d(d_oid INTEGER REFERENCES t);
         CREATE TABLE e(e_id_fk INTEGER REFERENCES t);
         CREATE TABLE f(fUuid INTEGER REFERENCES t);
         CREATE TABLE g(ID INTEGER REFERENCES t);
         CREATE TABLE h(created_by INTEGER REFERENCES t);"
        => ["A.a: T?", "T.a: [A]", "B.b: T?", "T.b: [B]", "C.c: T?", "T.c: [C]", "D.d: T?", "T.d: [D]",
            "E.e: T?", "T.e: [E]", "F.f: T?", "T.f: [F]", "G.t: T?", "T.g: [G]",
            "H.created_by_t: T?", "T.h: [H]"];
    the_other_columns_name_is_an_ending_too:
        "CREATE TABLE countries(code TEXT PRIMARY KEY);
         CREATE TABLE currency(currency_code TEXT PRIMARY KEY);
         CREATE TABLE addresses(id INTEGER PRIMARY KEY, country_code TEXT REFERENCES countries, birth_country_code TEXT REFERENCES countries);
         CREATE TABLE rates(id INTEGER PRIMARY KEY, currency_code TEXT REFERENCES currency, to_currency_code TEXT REFERENCES currency,
            barcode TEXT REFERENCES countries);"
        => ["Address.country: Country?", "Country.addresses: [Address]",
            "Address.birth_country: Country?", "Country.birth_country_addresses: [Address]",
            "Rate.currency: Currency?", "Currency.rates: [Rate]",
            "Rate.to_currency: Currency?", "Currency.to_currency_rates: [Rate]",
            "Rate.barcode_country: Country?", "Country.rates: [Rate]"];
    column_with_the_name_of_the_other_says_nothing:
        "CREATE TABLE people(entity_id INTEGER PRIMARY KEY);
         CREATE TABLE staff(entity_id INTEGER PRIMARY KEY REFERENCES people);
         CREATE TABLE shifts(id INTEGER PRIMARY KEY, entity_id INTEGER REFERENCES staff);"
        => ["Staff.person: Person", "Person.staff: Staff?",
            "Shift.staff: Staff?", "Staff.shifts: [Shift]"];
    two_keys_in_one_role:
        "CREATE TABLE users(id INTEGER PRIMARY KEY, uuid TEXT UNIQUE);
         CREATE TABLE posts(id INTEGER PRIMARY KEY, user_uuid TEXT REFERENCES users(uuid), user_id INTEGER REFERENCES users);"
        => ["Post.user_ref: User?", "User.user_posts: [Post]", "Post.user: User?", "User.posts: [Post]"];
    columns_share_a_role:
        "CREATE TABLE places(country TEXT, code TEXT, PRIMARY KEY(country,code));
         CREATE TABLE trips(id INTEGER PRIMARY KEY, from_country TEXT, from_code TEXT, to_country TEXT, to_code TEXT,
            FOREIGN KEY(from_country,from_code) REFERENCES places, FOREIGN KEY(to_country,to_code) REFERENCES places);"
        => ["Trip.from: Place?", "Place.from_trips: [Trip]", "Trip.to: Place?", "Place.to_trips: [Trip]"];
    columns_share_nothing:
        "CREATE TABLE places(country TEXT, code TEXT, PRIMARY KEY(country,code));
         CREATE TABLE trips(id INTEGER PRIMARY KEY, land TEXT, abbreviation TEXT,
            FOREIGN KEY(land,abbreviation) REFERENCES places);"
        => ["Trip.place: Place?", "Place.trips: [Trip]"];
    one_column_beside_the_tenant_without_an_ending:
        "CREATE TABLE staff(tenant INTEGER, id INTEGER, PRIMARY KEY(tenant,id));
         CREATE TABLE jobs(id INTEGER PRIMARY KEY, tenant INTEGER, owner INTEGER,
            FOREIGN KEY(tenant,owner) REFERENCES staff(tenant,id));"
        => ["Job.owner_staff: Staff?", "Staff.jobs: [Job]"];
    each_keeps_its_key_to_the_other:
        "CREATE TABLE staff(staff_id INTEGER PRIMARY KEY, store_id INTEGER NOT NULL REFERENCES store);
         CREATE TABLE store(store_id INTEGER PRIMARY KEY, manager_staff_id INTEGER NOT NULL UNIQUE REFERENCES staff);"
        => ["Staff.store: Store", "Store.staff: [Staff]", "Store.manager_staff: Staff", "Staff.manager_staff_store: Store?"];
}
