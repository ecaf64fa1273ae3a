//! Which words does `pluralizer` get wrong, or treat otherwise than people who name tables do?

/// Singular, its plural, and other plurals that people write; found before any rule.
pub(super) const IRREGULAR: &[(&str, &str, &[&str])] = &[
    ("agenda", "agendas", &[]),
    ("audio", "audios", &[]),
    ("axis", "axes", &[]),
    ("bias", "biases", &[]),
    ("cache", "caches", &[]),
    ("cactus", "cacti", &["cactuses"]),
    ("corpus", "corpora", &["corpuses"]),
    ("cpu", "cpus", &[]),
    ("curriculum", "curricula", &["curriculums"]),
    ("embargo", "embargoes", &["embargos"]),
    ("epoch", "epochs", &[]),
    ("excuse", "excuses", &[]),
    ("focus", "focuses", &["foci"]),
    ("forum", "forums", &[]),
    ("fuse", "fuses", &[]),
    ("german", "germans", &[]),
    ("gpu", "gpus", &[]),
    ("hero", "heroes", &["heros"]),
    ("hoodie", "hoodies", &[]),
    ("index", "indexes", &["indices"]),
    ("lemma", "lemmas", &["lemmata"]),
    ("lens", "lenses", &[]),
    ("locus", "loci", &["locuses"]),
    ("mail", "mails", &[]),
    ("matrix", "matrices", &["matrixes"]),
    ("monarch", "monarchs", &[]),
    ("money", "moneys", &["monies"]),
    ("muse", "muses", &[]),
    ("niche", "niches", &[]),
    ("oasis", "oases", &[]),
    ("person", "people", &["persons"]),
    ("prairie", "prairies", &[]),
    ("premise", "premises", &[]),
    ("quorum", "quorums", &["quora"]),
    ("radius", "radii", &["radiuses"]),
    ("regimen", "regimens", &[]),
    ("safari", "safaris", &[]),
    ("schema", "schemas", &["schemata"]),
    ("selfie", "selfies", &[]),
    ("sku", "skus", &[]),
    ("specimen", "specimens", &[]),
    ("stadium", "stadiums", &["stadia"]),
    ("stigma", "stigmas", &["stigmata"]),
    ("stomach", "stomachs", &[]),
    ("syllabus", "syllabuses", &["syllabi"]),
    ("talisman", "talismans", &[]),
    ("taxi", "taxis", &[]),
    ("tech", "techs", &[]),
    ("uri", "uris", &[]),
    ("vertex", "vertices", &["vertexes"]),
    ("veto", "vetoes", &["vetos"]),
    ("virus", "viruses", &[]),
    ("waltz", "waltzes", &[]),
];

/// Words that are the same for one and many.
pub(super) const UNCHANGED: &str = "\
    aids asbestos aws cannabis chaos cors cosmos css data debris dns economics electronics ethics ethos feedback \
    ftps genetics goods gymnastics hcpcs https iaas informatics ios jenkins kubernetes ldaps linguistics \
    logistics macos mathematics means media odds paas pancreas pathos physics politics postgres rabies redis \
    robotics rss saas scabies sftps smtps thanks trellis";

/// Endings of words that are the same for one and many: `metadata`, `timeseries`.
pub(super) const UNCHANGED_ENDINGS: &[&str] = &["data", "series", "species"];

/// Words that are no nouns, or of which English has forms that only look like a plural.
pub(super) const NO_NOUNS: &str = "\
    and are as at by for from has have he her herself himself his i in is its itself me my myself of off on only \
    or our ourselves per she than that their them themself themselves these they this those thou to us via was \
    we were whereas with yes you yourself yourselves";

/// Words of one or two letters that have a plural. Of the others, most that seem to be one are an
/// abbreviation in `s`: SMS, GPS, CSS.
pub(super) const SHORT: &[&str] = &[
    "ad", "cd", "db", "id", "ip", "pc", "pr", "tv", "tx", "ui", "vm",
];

/// Endings of words that are singular though they end in `s`: `analysis`, `nodejs`.
pub(super) const SINGULAR_ENDINGS: &[&str] = &["itis", "js", "sis", "ss", "xis"];
