//! Texts: templates that are whole, faults with their place.

use crate::{HEAD, agreement, codes, day, with};
use liantu_cooperation::agreement::{CLAUSES, KINDS, TEMPLATES, audit, parse, parse_kept, schema};
use liantu_model::{Language, Severity};

#[test]
fn every_template_is_right_and_whole() {
    assert_eq!(TEMPLATES.len() + 1, KINDS.len(), "one for each kind but `other`");
    for template in TEMPLATES {
        let (found, findings) = parse(template.kind, template.text);
        assert!(findings.is_empty(), "{}: {findings:#?}", template.kind);
        let found = found.unwrap();
        assert_eq!(found.kind, template.kind);
        let missing: Vec<&str> =
            audit(&found).iter().filter(|part| part.needed && part.said.is_empty()).map(|part| part.part).collect();
        assert!(missing.is_empty(), "{}: {missing:?}", template.kind);
    }
}

#[test]
fn faults_have_line_and_column_in_both_languages() {
    let cases = [
        ("id = \"x\"\nstart = [", "COO101", 2),
        (
            "format = 1\nid = \"x\"\nkind = \"other\"\nstart = 2020-01-01\ncolour = 3\n[[party]]\nid = \"a\"\nlevel = \"city\"\n",
            "COO102",
            5,
        ),
        ("format = 1\nid = \"x\"\nkind = \"other\"\nstart = 2020-01-01\n[[party]]\nid = \"a\"\n", "COO103", 5),
        (
            "format = 2\nid = \"x\"\nkind = \"other\"\nstart = 2020-01-01\n[[party]]\nid = \"a\"\nlevel = \"city\"\n",
            "COO104",
            1,
        ),
    ];
    for (text, code, line) in cases {
        let (found, findings) = parse("x.toml", text);
        assert!(found.is_none());
        let finding =
            findings.iter().find(|finding| finding.code == code).unwrap_or_else(|| panic!("{code}: {findings:?}"));
        assert_eq!(finding.place.line, Some(line), "{code}");
        assert!(finding.place.bytes.is_some());
        assert_ne!(finding.sentence(Language::Zh), finding.sentence(Language::En));
    }
}

#[test]
fn contradictions_are_found() {
    let cases = [
        ("COO105", "[[clause]]\nid = \"x\"\nkind = \"revenue\"\nitems = [\"tax\"]\nshares = { a = 0.5, z = 0.5 }\n"),
        ("COO106", "[[party]]\nid = \"a\"\nlevel = \"city\"\n"),
        ("COO107", "[[clause]]\nid = \"x\"\nkind = \"revenue\"\nitems = [\"tax\"]\nshares = { a = 0.5, b = 0.4 }\n"),
        (
            "COO108",
            "[[clause]]\nid = \"x\"\nkind = \"revenue\"\nitems = [\"tax\"]\nshares = { a = 1 }\nstart = 2020-01-01\nend = 2020-01-01\n",
        ),
        (
            "COO109",
            "[[clause]]\nid = \"x\"\nkind = \"cost\"\nitems = [\"tax\"]\nshares = { a = 1 }\nlimit = \"5 USD\"\n",
        ),
        (
            "COO110",
            "[[clause]]\nid = \"x\"\nkind = \"revenue\"\nitems = [\"tax\"]\nshares = { a = 1 }\n[[clause]]\nid = \"y\"\nkind = \"revenue\"\nitems = [\"tax\"]\nshares = { b = 1 }\n",
        ),
        ("COO111", "[[succession]]\nfrom = [\"a\"]\nto = \"a\"\non = 2020-01-01\nreason = \"rename\"\n"),
        (
            "COO112",
            "[[clause]]\nid = \"x\"\nkind = \"revenue\"\nitems = [\"tax\"]\nshares = { a = 1 }\nend = 2050-01-01\n",
        ),
        ("COO113", "[[amendment]]\nid = \"1\"\nsigned = 2020-01-01\neffective = 2020-01-01\nends = [\"nothing\"]\n"),
        ("COO104", "[[clause]]\nid = \"x\"\nkind = \"gift\"\n"),
        (
            "COO104",
            "[[clause]]\nid = \"x\"\nkind = \"cost\"\nitems = [\"tax\"]\nshares = { a = 1 }\nlimit = \"0.001 元\"\n",
        ),
    ];
    for (code, text) in cases {
        let (found, findings) = parse("x.toml", &format!("{HEAD}{text}"));
        assert!(found.is_none(), "{code} stops it");
        assert!(codes(&findings).contains(&code), "{code}: {findings:#?}");
        let finding = findings.iter().find(|finding| finding.code == code).unwrap();
        assert!(
            finding.place.line.is_some_and(|line| code == "COO113" || line > HEAD.lines().count() as u64),
            "{code} has its line"
        );
    }
}

/// A clause of a kind, with its fields.
fn clause(kind: &str, fields: &str) -> String {
    format!("[[clause]]\nid = \"x\"\nkind = \"{kind}\"\n{fields}")
}

fn succession(from: &str, to: &str, on: &str) -> String {
    format!("[[succession]]\nfrom = [\"{from}\"]\nto = \"{to}\"\non = {on}\nreason = \"merger\"\n")
}

#[test]
fn a_clause_that_contradicts_itself_is_found() {
    let firm = "[[clause.firm]]\nid = \"f\"\nlisted = true\ngovernment_led = true\nbefore = \"2012/2015\"\n";
    let relocation =
        |to: &str| clause("relocation", &format!("items = [\"tax\"]\norigin = \"a\"\ndestination = \"{to}\"\n"));
    let cases = [
        ("COO115", relocation("a") + firm),
        ("COO115", clause("bond", "party = \"escrow\"\nescrow = \"escrow\"\namount = \"1 元\"\n")),
        ("COO115", clause("fund", "fund = \"pool\"\ncommitments = { a = \"1 元\", pool = \"1 元\" }\n")),
        ("COO115", clause("hand_over", "from = \"a\"\nto = \"a\"\nassets = \"roads\"\n")),
        (
            "COO116",
            clause("fund", "fund = \"pool\"\ncommitments = { a = \"1 元\" }\ncall = \"c\"\ndistribution = \"c\"\n"),
        ),
        (
            "COO116",
            clause(
                "two_bucket",
                "research = [\"r\", \"s\"]\ncompany = \"a\"\nappreciation = [\"s\"]\nshares = { b = 1 }\n",
            ),
        ),
        ("COO106", relocation("b") + firm + firm),
        ("COO106", clause("apportionment", "items = [\"cit\"]\nhead = \"a\"\nbranches = [\"b\", \"b\"]\n")),
        ("COO104", clause("increment", "items = [\"tax\"]\nshares = { b = 1 }\nbase_period = \"2014/2016\"\n")),
        ("COO104", clause("increment", "items = [\"tax\"]\nshares = { b = 1 }\nbase_period = \"2015-H1\"\n")),
        ("COO119", succession("a", "b", "2020-01-01") + &succession("b", "a", "2020-01-01")),
        ("COO119", succession("a", "b", "2020-01-01") + &succession("a", "c", "2021-01-01")),
    ];
    for (code, text) in cases {
        let text = format!("{HEAD}{text}");
        let (found, findings) = parse("x.toml", &text);
        assert!(found.is_none(), "{code} stops it");
        assert_eq!(codes(&findings), [code], "{findings:#?}");
        assert!(findings[0].place.line.is_some_and(|line| line > HEAD.lines().count() as u64), "{code} has its line");
        assert!(parse_kept("x.toml", &text).is_some(), "{code}: what is kept can be read");
    }
}

#[test]
fn what_has_no_effect_is_said_and_does_not_stop_it() {
    let shares = "items = [\"tax\"]\nshares = { a = 0.5, b = 0.5 }\n";
    let exit = |fields: &str| clause("exit", &format!("triggers = [\"notice\"]\nnotice_days = 30\n{fields}"));
    let cases = [
        ("COO117", clause("revenue", &format!("{shares}cap = {{ c = \"1 元\" }}\n"))),
        ("COO117", clause("increment", &format!("{shares}base = \"1 元\"\nbase_period = \"2015\"\n"))),
        ("COO118", exit("valuation = \"income\"\nflow = \"profit\"\n")),
        ("COO118", exit("valuation = \"book\"\n").replace("notice\"", "arrears\"")),
        ("COO119", succession("a", "b", "2020-01-01") + &succession("b", "a", "2021-01-01")),
        ("COO112", succession("a", "b", "2040-01-01")),
        ("COO112", clause("duty", "owner = \"a\"\nwhat = \"report\"\nfirst = 2040-01-01\n")),
        ("COO112", "[[amendment]]\nid = \"1\"\nsigned = 2020-01-01\neffective = 2041-01-01\n".to_owned()),
        ("COO112", "[[party]]\nid = \"d\"\nlevel = \"city\"\nstart = 2040-01-01\n".to_owned()),
        ("COO108", "[[party]]\nid = \"d\"\nlevel = \"city\"\nstart = 2020-01-01\nend = 2019-01-01\n".to_owned()),
    ];
    for (code, text) in cases {
        let (found, findings) = parse("x.toml", &format!("{HEAD}{text}"));
        assert!(found.is_some(), "{code}: {findings:#?}");
        assert_eq!(codes(&findings), [code], "{findings:#?}");
        assert_eq!(findings[0].severity, Severity::Warning);
        assert!(findings[0].place.line.is_some_and(|line| line > HEAD.lines().count() as u64), "{code} has its line");
    }
    let whole = clause("exit", "triggers = [\"notice\"]\nnotice_days = 30\nvaluation = \"book\"\nbook = \"equity\"\n");
    assert!(parse("x.toml", &format!("{HEAD}{whole}")).1.is_empty());
    let alone =
        "format = 1\nid = \"x\"\nkind = \"other\"\nstart = 2020-01-01\n[[party]]\nid = \"a\"\nlevel = \"city\"\n";
    let (found, findings) = parse("x.toml", alone);
    assert!(found.is_some());
    assert_eq!(codes(&findings), ["COO115"]);
}

#[test]
fn paper_credits_stand_beside_money() {
    let both = with(
        "[[clause]]\nid = \"x\"\nkind = \"revenue\"\nitems = [\"output\"]\nshares = { a = 1 }\n[[clause]]\nid = \"y\"\nkind = \"indicator\"\nitems = [\"output\"]\nshares = { a = 0.7, b = 0.3 }\n",
    );
    assert_eq!(both.clauses.len(), 2);
}

#[test]
fn what_holds_follows_from_what_is_known() {
    let text = r#"
[[clause]]
id = "x"
kind = "revenue"
items = ["tax"]
shares = { a = 0.5, b = 0.5 }
[[amendment]]
id = "first"
signed = 2015-06-01
effective = 2014-01-01
[[amendment.clause]]
id = "x"
kind = "revenue"
items = ["tax"]
shares = { a = 0.4, b = 0.6 }
[[amendment]]
id = "second"
signed = 2020-01-01
effective = 2020-01-01
ends = ["x"]
"#;
    let own = with(text);
    assert_eq!(own.knowledge(), [day("2010-01-01"), day("2015-06-01"), day("2020-01-01")]);
    let held = |known: &str| -> Vec<(usize, String)> {
        own.in_force(day(known)).iter().map(|version| (version.clause, version.valid.to_string())).collect()
    };
    assert_eq!(held("2012-01-01"), [(0, "2010/2040".to_owned())]);
    assert_eq!(held("2015-06-01"), [(0, "2010/2014".to_owned()), (1, "2014/2040".to_owned())]);
    assert_eq!(held("2021-01-01"), [(0, "2010/2014".to_owned()), (1, "2014/2020".to_owned())]);
}

#[test]
fn an_empty_agreement_lacks_everything() {
    let bare = agreement(
        "format = 1\nid = \"x\"\nkind = \"other\"\nstart = 2020-01-01\n[[party]]\nid = \"a\"\nlevel = \"city\"\n",
    );
    let missing: Vec<&str> = audit(&bare).iter().filter(|part| part.said.is_empty()).map(|part| part.part).collect();
    assert_eq!(
        missing,
        ["standard", "plan", "owner", "date", "budget", "revenue_rule", "risk_rule", "exit", "dispute"]
    );
}

#[test]
fn the_schema_knows_every_kind() {
    let schema = schema();
    let kinds = schema["$defs"]["clause"]["oneOf"].as_array().unwrap();
    assert_eq!(kinds.len(), CLAUSES.len());
    assert!(schema["required"].as_array().unwrap().iter().any(|field| field == "party"));
    assert_eq!(kinds[0]["properties"]["kind"]["const"], "revenue");
}
