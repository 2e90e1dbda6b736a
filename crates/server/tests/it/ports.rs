//! A server that is run for a port: whatever is asked of it, it tells nothing of what the port may not see.

use crate::client::House;
use axum::http::StatusCode;
use liantu_engine::{ImportRequest, Port};
use serde_json::{Value, json};
use std::sync::Arc;

/// In every row that is hidden, and in no request.
const MARK: &str = "SECRET";

/// What is hidden from Wuhu: Hefei, and who is there.
const TABLES: [(&str, &str); 12] = [
    (
        "region",
        "region,level,name_zh,name_en,parent\n340000,province,安徽,Anhui,\n340100,city,合肥,Hefei,340000\n340200,city,芜湖,Wuhu,340000\n",
    ),
    ("port", "port,title_en,region,finest\nwuhu,Wuhu,340200,province\n"),
    ("source", "source_id,title_en,note\ns-hidden,SECRET,SECRET\ns-seen,Seen,\n"),
    (
        "actor",
        "actor_id,name_zh,name_en,kind,region,source,aliases\nhidden,甲SECRET,SECRET firm,firm,340100,s-hidden,SECRET\n\
         concealed,丁SECRET,SECRET too,firm,340100,s-hidden,\nseen,乙,Seen firm,firm,340200,s-seen,\nalso,丙,Other firm,firm,340200,s-seen,\n",
    ),
    ("link", "link_id,from_actor,to_actor,layer,note\nl1,hidden,seen,IND,SECRET\nl2,seen,also,IND,\n"),
    (
        "flow",
        "origin,destination,from_actor,to_actor,layer,item,period,value\n340100,340200,hidden,seen,IND,x,2024-01,987654\n\
         340100,340200,concealed,seen,IND,x,2024-01,346\n340200,340200,seen,also,IND,x,2024-01,5\n",
    ),
    (
        "indicator",
        "indicator,region,actor,period,value,note\npower_use,340100,,2024-01,987654,SECRET\nturnover,,hidden,2024-01,987654,SECRET\n\
         power_use,340200,,2024-01,5,\n",
    ),
    (
        "event",
        "event_id,date,kind,region,title_en\ne1,2024-01-03,shock,340100,SECRET\ne2,2024-01-03,shock,340200,Seen\n",
    ),
    (
        "need",
        "need_id,kind,actor,region,title_en\nn1,technology,hidden,340100,SECRET\nn2,technology,seen,340200,Seen\n",
    ),
    (
        "offer",
        "offer_id,kind,actor,region,title_en\no1,technology,hidden,340100,SECRET\no2,technology,seen,340200,Seen\n",
    ),
    (
        "tax_record",
        "record_id,taxpayer_name,region,tax_kind,period,value\nt1,SECRET,340100,vat,2024-01,987654\nt2,Seen,340200,vat,2024-01,5\n",
    ),
    (
        "finding",
        "finding_id,entry,region,title_en,owner,found\nf1,finding,340100,SECRET,SECRET,2024-01-05\nf2,finding,340200,Seen,Seen,2024-01-05\n",
    ),
];

async fn house() -> House {
    let house = House::empty().await;
    let folder = tempfile::tempdir().expect("a folder");
    for (table, text) in TABLES {
        let path = folder.path().join(format!("{table}.csv"));
        std::fs::write(&path, text).expect("a file");
        let request = ImportRequest { path, table: Some(table.to_owned()), ..ImportRequest::default() };
        let outcome = house.engine.import(&Port::all(), request, Arc::new(())).await.expect("an import");
        assert!(outcome.report.accepted, "{table}: {:?}", outcome.report.findings);
    }
    house
}

/// What stands in the place of parameters: what there is, hidden or not.
const WORDS: [&str; 16] = [
    "actor",
    "link",
    "flow",
    "indicator",
    "event",
    "source",
    "tax_record",
    "firm",
    "340100",
    "actor:hidden",
    "hidden",
    "l1",
    "f1",
    "city",
    "network_summary",
    "flow:1",
];

/// What is sent where something is to be done: some of it fits each operation.
fn bodies() -> [Value; 6] {
    [
        json!({}),
        json!({"query": "select * from actor"}),
        json!({"text": "alert red when yoy(power_use) <= -20%"}),
        json!({"period": "2024-01"}),
        json!({"until": "2024-01"}),
        json!({"finding": "f1", "act": "close", "why": "done"}),
    ]
}

/// Addresses of every operation of a kind, with every word in the place of what they take.
fn addresses(kind: &str) -> Vec<String> {
    let document: Value = serde_json::from_str(&liantu_server::openapi()).expect("JSON");
    let mut found = Vec::new();
    for (path, item) in document["paths"].as_object().expect("paths") {
        let Some(operation) = item.get(kind).filter(|_| !path.ends_with("/events")) else { continue };
        for word in WORDS {
            let mut address = path.clone();
            let mut query = Vec::new();
            for parameter in operation["parameters"].as_array().into_iter().flatten() {
                let name = parameter["name"].as_str().expect("a name");
                let word = word.replace(':', "%3A");
                match parameter["in"].as_str() {
                    Some("path") => address = address.replace(&format!("{{{name}}}"), &word),
                    Some("query") if parameter["required"] == true => query.push(format!("{name}={word}")),
                    _ => {}
                }
            }
            let address = if query.is_empty() { address } else { format!("{address}?{}", query.join("&")) };
            found.push(address);
        }
    }
    found.sort();
    found.dedup();
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn no_answer_tells_what_the_port_may_not_see() {
    let whole = house().await;
    // The same requests find the marks where everything is seen.
    let mut planted = 0;
    for address in addresses("get") {
        planted += usize::from(whole.get(&address).await.text().contains(MARK));
    }
    assert!(planted > 8, "only {planted} answers hold what is hidden");
    let wuhu = whole.seen_by("wuhu").await;
    let (mut good, mut refused) = (0, 0);
    for address in addresses("get") {
        let answer = wuhu.get(&address).await;
        assert!(!answer.status.is_server_error(), "{address}: {}", answer.text());
        assert!(!answer.text().contains(MARK) && !answer.text().contains("987654"), "{address}: {}", answer.text());
        good += usize::from(answer.status.is_success());
        refused += usize::from(answer.status == StatusCode::FORBIDDEN);
    }
    assert!(good > 20 && refused > 3, "{good} answers, {refused} refusals");
    for (address, body) in addresses("post").iter().flat_map(|address| bodies().map(|body| (address, body))) {
        let answer = wuhu.post(address, &body).await;
        assert!(!answer.status.is_server_error(), "{address} {body}: {}", answer.text());
        assert!(!answer.text().contains(MARK) && !answer.text().contains("987654"), "{address}: {}", answer.text());
    }
    for table in TABLES.map(|(table, _)| table) {
        let rows = wuhu.get(&format!("/api/v1/tables/{table}/rows")).await;
        assert!(rows.text().contains("34") || rows.text().contains("seen"), "{table}: {}", rows.text());
        let asked = json!({"query": format!("select * from {table}")});
        let answer = wuhu.post("/api/v1/sql", &asked).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert!(!answer.text().contains(MARK), "{table}");
    }
    let flows = wuhu.post("/api/v1/sql", &json!({"query": "select origin, value from flow order by value"})).await;
    let flows: Value = serde_json::from_slice(&flows.body).expect("JSON");
    assert_eq!(flows["rows"], json!([["340200", 5.0], ["340000", 988_000.0]]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_port_reads_and_nothing_else() {
    let wuhu = house().await.seen_by("wuhu").await;
    let job = wuhu.import(&[("table", "region")], "region.csv", TABLES[0].1.as_bytes()).await;
    assert_eq!(job["problem"]["code"], "privilege", "{job}");
    for (path, body) in [("/api/v1/revisions/1/restore", json!({})), ("/api/v1/deals/settle", json!({"until": "2024"}))]
    {
        let answer = wuhu.post(path, &body).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path}: {}", answer.text());
    }
    let answer = wuhu.get("/api/v1/deals").await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN, "{}", answer.text());
}
