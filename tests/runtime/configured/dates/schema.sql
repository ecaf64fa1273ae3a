-- postgres
CREATE TABLE events (
    day    DATE NOT NULL,
    hour   TIME NOT NULL,
    local  TIMESTAMP NOT NULL,
    moment TIMESTAMPTZ,
    PRIMARY KEY (day, hour)
);
