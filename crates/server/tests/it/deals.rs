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
    let cleared = house.get(&format!("{BASE}/clearing")).await.json();
    // What is left of the works, and a fifth of 6,000 万元 for the park.
    let payment = |to: &str, amount: &str| json!({"from": "suqian", "to": to, "currency": "CNY", "amount": amount});
    let payments = json!([payment("suzhou", "20000000.00"), payment("park", "12000000.00")]);
    assert_eq!(cleared["payments"], payments, "{cleared}");
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
    for (language, said) in [("zh", "账本中没有协议“nobody”"), ("en", "no agreement `nobody` in the ledger")]
    {
        let spoken = [("accept-language", language)];
        let absent = house.send(Method::GET, &format!("{BASE}/nobody"), &spoken, axum::body::Body::empty()).await;
        assert_eq!(absent.status, StatusCode::NOT_FOUND, "{}", absent.text());
        assert_eq!(absent.json()["detail"], said);
    }
}

const BONDED: &str = r#"format = 1
id = "bonded"
kind = "alliance"
start = 2020-01-01
end = 2030-01-01
due_days = 30

[[party]]
id = "a"
level = "city"

[[party]]
id = "b"
level = "city"

[[party]]
id = "escrow"
level = "escrow"

[[clause]]
id = "halves"
kind = "revenue"
items = ["tax"]
shares = { a = 0.5, b = 0.5 }

[[clause]]
id = "deposit"
kind = "bond"
party = "a"
escrow = "escrow"
amount = "100 元"
grace_days = 60

[[clause]]
id = "lead"
kind = "rotation"
order = ["a", "b"]
months = 12

[[clause]]
id = "meeting"
kind = "duty"
owner = "a"
what = "plenary"
first = 2021-06-30
every_months = 6
"#;

/// A house with the agreement in force and these amounts entered.
async fn bonded(facts: &Value) -> House {
    let house = House::empty().await;
    assert_eq!(house.post(BASE, &json!({"text": BONDED, "by": "office"})).await.status, StatusCode::CREATED);
    for party in ["a", "b"] {
        let sign = json!({"party": party, "signatory": "A. Mayor"});
        assert_eq!(house.post(&format!("{BASE}/bonded/sign"), &sign).await.status, StatusCode::OK);
    }
    let entered = house.post(&format!("{BASE}/bonded/facts"), &json!({"facts": facts})).await;
    assert_eq!(entered.status, StatusCode::OK, "{}", entered.text());
    house
}

#[tokio::test]
async fn a_bond_is_drawn_on_when_a_debt_has_waited() {
    let house = bonded(&json!([{"party": "a", "item": "tax", "period": "2020", "amount": "300 元"}])).await;
    let own = |what: &str| format!("{BASE}/bonded/{what}");
    assert_eq!(house.post(&format!("{BASE}/settle"), &json!({"until": "2020"})).await.status, StatusCode::OK);
    let pay = json!({"from": "a", "to": "escrow", "amount": "100 元", "day": "2021-04-01", "clause": "deposit"});
    assert_eq!(house.post(&own("pay"), &pay).await.status, StatusCode::OK);

    // 150 for b fell due on 2021-01-31; sixty days are not more than sixty.
    let draw = |bond: &str, day: &str| json!({"bond": bond, "by": "committee", "day": day});
    house.post(&own("draw"), &draw("deposit", "2021-04-01")).await.problem(409, "refused");
    house.post(&own("draw"), &draw("nothing", "2021-04-02")).await.problem(404, "bond");
    house.post(&own("draw"), &json!({"bond": "deposit", "by": " "})).await.problem(422, "parameter");
    let drawn = house.post(&own("draw"), &draw("deposit", "2021-04-02")).await;
    assert_eq!(drawn.status, StatusCode::OK, "{}", drawn.text());
    let bond = drawn.json()["bonds"][0].clone();
    let amounts =
        ["paid_in", "drawn", "held", "callable"].map(|name| bond[name].as_str().unwrap_or_default().to_owned());
    assert_eq!(amounts, ["100.00", "100.00", "0.00", "50.00"], "{bond}");
    let obligations = house.get(&own("obligations?party=b")).await.json();
    assert_eq!(
        (&obligations[0]["arrears"], &obligations[0]["payments"][0]["executor"]),
        (&json!("50.00"), &json!("escrow"))
    );
    house.post(&own("draw"), &draw("deposit", "2021-04-03")).await.problem(409, "refused");
}

#[tokio::test]
async fn a_calendar_says_what_was_done_and_what_is_late() {
    let house = bonded(&json!([{"party": "a", "item": "plenary", "period": "2021-06-15", "amount": "1 次"}])).await;
    let own = |what: &str| format!("{BASE}/bonded/calendar{what}");
    let entries = house.get(&own("?period=2021&as_of=2022-06-01")).await.json();
    let told: Vec<Value> = entries
        .as_array()
        .into_iter()
        .flatten()
        .map(|own| json!([own["day"], own["happening"], own["party"], own["done"], own["late"]]))
        .collect();
    let wanted = json!([
        ["2021-01-01", "turn", "b", null, false],
        ["2021-06-30", "duty", "a", true, false],
        ["2021-12-30", "duty", "a", false, true],
    ]);
    assert_eq!(Value::from(told), wanted);
    let early = house.get(&own("?period=2021&as_of=2021-12-30")).await.json();
    assert_eq!(early[2]["late"], false, "on its own day nothing is late yet");
    let late = json!({"facts": [{"party": "a", "item": "plenary", "period": "2022-01-20", "amount": "1 次"}]});
    assert_eq!(house.post(&format!("{BASE}/bonded/facts"), &late).await.status, StatusCode::OK);
    let held = house.get(&own("?period=2021-12&as_of=2022-06-01")).await.json();
    let told = ["done", "late", "done_late", "held"].map(|name| held[0][name].clone());
    assert_eq!(told, [json!(true), json!(false), json!(true), json!("2022-01-20")]);
    let end = house.get(&own("?period=2030-01&as_of=2022-06-01")).await.json();
    assert_eq!((&end[0]["day"], &end[0]["happening"]), (&json!("2030-01-01"), &json!("end")));
    house.get(&own("?period=never")).await.problem(422, "request_parameter");
    let absent = house.get(&format!("{BASE}/nobody/calendar")).await;
    assert_eq!(absent.status, StatusCode::NOT_FOUND, "{}", absent.text());
}
