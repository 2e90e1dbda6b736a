//! An agreement over the wire: written, signed, settled, paid, explained, and refused where it must be.

use crate::client::House;
use axum::http::{Method, StatusCode};
use serde_json::{Value, json};

const SUZHOU: &str = include_str!("../../../../data/agreements/suzhou-suqian.toml");
const BASE: &str = "/api/v1/deals";

#[tokio::test]
async fn an_agreement_is_signed_settled_and_explained() {
    let house = House::empty().await;
    assert_eq!(house.get(BASE).await.json(), json!([]));
    let made = house.post(BASE, &json!({"text": SUZHOU, "by": "office"})).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
    assert_eq!(made.json()["state"], "unsigned");
    house.post(BASE, &json!({"text": SUZHOU})).await.problem(409, "agreement_exists");

    let own = |what: &str| format!("{BASE}/suzhou-suqian/{what}");
    for party in ["suzhou", "suqian", "park"] {
        let signed = house.post(&own("sign"), &json!({"party": party, "signatory": "A. Mayor"})).await;
        assert_eq!(signed.status, StatusCode::OK, "{}", signed.text());
    }
    house.post(&own("sign"), &json!({"party": "park", "signatory": "A. Mayor"})).await.problem(409, "already");
    let fact = |party: &str, item: &str, amount: &str| json!({"party": party, "item": item, "period": "2021", "amount": amount, "observation": "estimated"});
    let facts = [fact("suqian", "local_tax", "26000 万元"), fact("suzhou", "infrastructure", "5000 万元")];
    assert_eq!(house.post(&own("facts"), &json!({"facts": facts})).await.status, StatusCode::OK);
    let settled = house.post(&format!("{BASE}/settle"), &json!({"until": "2021"})).await.json();
    assert_eq!(settled["settled_until"], "2022-01-01");
    let again = house.post(&format!("{BASE}/settle"), &json!({"until": "2021"})).await.json();
    assert_eq!(again["settled"][0]["appended"], 0, "{again}");

    // 40 % of what is above 20,000 万元, and 40 % of the works that Suzhou paid: 2,400 + 2,000 万元.
    let pay = json!({"from": "suqian", "to": "suzhou", "amount": "2400 万元", "day": "2022-03-01", "clause": "tax"});
    assert_eq!(house.post(&own("pay"), &pay).await.status, StatusCode::OK);
    let statement = house.get(&own("statement?party=suzhou&period=2022")).await.json();
    let account = statement["accounts"]
        .as_array()
        .and_then(|accounts| accounts.iter().find(|account| account["partner"] == "suqian"))
        .unwrap_or_else(|| panic!("{statement}"));
    let amounts = ["receivable", "received", "closing"].map(|name| account[name].as_str().unwrap_or_default());
    assert_eq!(amounts, ["44000000.00", "24000000.00", "20000000.00"]);
    assert_eq!(statement["observation"], "estimated");
    let obligations = house.get(&own("obligations?party=suzhou")).await.json();
    let tax = obligations.as_array().and_then(|all| all.iter().find(|one| one["clause"] == "tax"));
    assert!(tax.is_some_and(|tax| tax["why"]["zh"].as_str().is_some_and(|why| !why.is_empty())), "{obligations}");
    let sound = house.get(&format!("{BASE}/verification")).await.json();
    assert_eq!((&sound["sound"], &sound["faults"]), (&Value::Bool(true), &json!([])));
}

#[tokio::test]
async fn what_is_no_agreement_says_where() {
    let house = House::empty().await;
    let wrong = SUZHOU.replace("kind = \"increment\"", "kind = \"incremnt\"");
    let checked = house.post(&format!("{BASE}/check"), &json!({"text": wrong})).await.json();
    assert_eq!(checked["ok"], false);
    let line = SUZHOU.lines().position(|line| line == "kind = \"increment\"").expect("the clause") + 1;
    assert_eq!(checked["diagnostics"][0]["place"]["line"], line, "{checked}");
    house.post(BASE, &json!({"text": wrong})).await.problem(422, "agreement_text");
    let absent = house.send(Method::GET, &format!("{BASE}/nobody"), &[], axum::body::Body::empty()).await;
    assert_eq!(absent.status, StatusCode::NOT_FOUND, "{}", absent.text());
}
