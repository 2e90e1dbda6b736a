//! An agreement from its text to its statement.

use crate::program::{fine, json, list, run, text};
use serde_json::Value;
use std::path::Path;

#[test]
fn an_agreement_is_signed_settled_paid_and_accounted_for() {
    let folder = tempfile::tempdir().expect("a folder");
    let here = folder.path();
    fine(here, &["new", "mine"]);
    let mine = here.join("mine");
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/agreements");
    let path = |file: &str| shipped.join(file).to_str().expect("a plain path").to_owned();
    let (agreement, facts) = (path("suzhou-suqian.toml"), path("assumed-facts.csv"));
    assert_eq!(json(&mine, &["deal", "check", &agreement])["ok"], true);
    let added = json(&mine, &["deal", "add", &agreement]);
    assert_eq!((text(&added["state"]), list(&added["missing"]).len()), ("unsigned", 3));
    fine(&mine, &["deal", "add", &path("beijing-chifeng.toml")]);
    let refused = run(&mine, &["deal", "settle", "suzhou-suqian", "--until", "2023"]);
    assert_eq!(refused.exit, Some(6), "{}", refused.err);
    assert!(refused.err.contains("not signed by suzhou, suqian, park"), "{}", refused.err);
    let refused = run(&mine, &["deal", "settle", "suzhou-suqian", "--until", "2023", "--lang", "zh"]);
    assert!(refused.err.contains("未生效：尚未签署的有 suzhou、suqian、park"), "{}", refused.err);
    for party in ["suzhou", "suqian", "park"] {
        fine(&mine, &["deal", "sign", "suzhou-suqian", "--party", party, "--by", "mayor"]);
    }
    let settled = json(&mine, &["deal", "settle", "--until", "2023", "--facts", &facts]);
    assert_eq!(list(&settled["skipped"]).len(), 1, "{settled}");
    let again = json(&mine, &["deal", "settle", "--until", "2023"]);
    assert_eq!(again["settled"][0]["appended"], 0, "{again}");
    let pay = ["deal", "pay", "suzhou-suqian", "--from", "suqian", "--to", "suzhou", "--amount", "2400 万元"];
    fine(&mine, &[&pay[..], &["--day", "2022-03-01", "--executor", "province"]].concat());
    let statement = json(&mine, &["deal", "statement", "suzhou-suqian", "--party", "suzhou"]);
    let account = &statement["accounts"][0];
    assert_eq!((text(&account["receivable"]), text(&account["received"])), ("116000000.00", "24000000.00"));
    assert_eq!((text(&account["payable"]), text(&account["closing"])), ("18000000.00", "74000000.00"));
    assert_eq!(statement["observation"], "estimated");
    let owed = json(&mine, &["deal", "obligations", "suzhou-suqian", "--party", "park"]);
    assert_eq!(list(&owed["obligations"]).len(), 3);
    assert!(
        list(&owed["obligations"]).iter().all(|own| own["why"]["en"].is_string() && own["source"]["record"].is_u64())
    );
    // All that the statements leave open is cleared by fewer payments than there are parties, and adds up to nothing.
    let cleared = json(&mine, &["deal", "clearing"]);
    let cents = |value: &Value| text(value).replace('.', "").parse::<i64>().expect("an amount");
    let (positions, payments) = (list(&cleared["positions"]), list(&cleared["payments"]));
    assert_eq!(positions.iter().map(|own| cents(&own["net"])).sum::<i64>(), 0, "{cleared}");
    assert!(!payments.is_empty() && payments.len() < positions.len(), "{cleared}");
    for own in positions {
        let party = text(&own["party"]);
        let statement = json(&mine, &["deal", "statement", "suzhou-suqian", "--party", party]);
        let closing: i64 = list(&statement["accounts"]).iter().map(|account| cents(&account["closing"])).sum();
        let sum = |side: &str| {
            payments.iter().filter(|paid| text(&paid[side]) == party).map(|paid| cents(&paid["amount"])).sum::<i64>()
        };
        assert_eq!((cents(&own["net"]), sum("to") - sum("from")), (closing, closing), "{party}: {cleared}");
    }
    assert_eq!(json(&mine, &["deal", "verify"])["sound"], true);
    assert!(fine(&mine, &["deal", "show", "suzhou-suqian", "--lang", "zh"]).out.contains("应付方"));
}
