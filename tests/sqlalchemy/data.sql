INSERT INTO user_account (id, name, fullname) VALUES
    (1, 'spongebob', 'Spongebob Squarepants'),
    (2, 'sandy', 'Sandy Cheeks'),
    (3, 'patrick', 'Patrick Star'),
    (4, 'squidward', 'Squidward Tentacles'),
    (5, 'ehkrabs', NULL);
INSERT INTO address (id, email_address, user_id) VALUES
    (1, 'spongebob@sqlalchemy.org', 1),
    (2, 'sandy@sqlalchemy.org', 2),
    (3, 'sandy@squirrelpower.org', 2),
    (4, 'pat999@aol.com', 3),
    (5, 'stentcl@sqlalchemy.org', 4);
INSERT INTO orders (id, user_id) VALUES (1, 1), (2, 1), (3, 2);
INSERT INTO items (id, name, description) VALUES (1, 'towel', 'soft'), (2, 'bucket', NULL), (3, 'hat', 'green');
INSERT INTO order_items (order_id, item_id) VALUES (1, 1), (1, 2), (2, 2), (3, 3);
INSERT INTO node (id, parent_id, data) VALUES
    (1, NULL, 'n1'), (2, 1, 'n2'), (3, 1, 'n3'), (4, 3, 'n4'), (5, 3, 'n5'), (6, 4, 'n6');
