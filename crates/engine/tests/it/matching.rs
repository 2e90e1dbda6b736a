//! Units, currencies, versions and filters where parties meet and divide: what does not compare is never added.

use crate::labels::{cells, run};
use crate::rows;
use liantu_engine::{EngineError, Outcome};
use serde_json::{Value, json};

const NONE: &[(&str, &str)] = &[];

/// The codes found, with their rows.
fn codes(outcome: &Outcome) -> Vec<(&str, Option<u64>)> {
    outcome.provenance.diagnostics.iter().map(|own| (own.code, own.place.row)).collect()
}

/// The numbers of a column.
fn numbers(outcome: &Outcome, column: &str) -> Vec<f64> {
    rows(outcome).iter().map(|row| row[column].as_f64().unwrap_or(f64::NAN)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn worths_and_losses_are_brought_to_one_unit() {
    let game = |unit| format!("game,members,value,unit\ng,A,100,万元\ng,B,1000000,{unit}\ng,A|B,300,万元\n");
    for method in ["shapley_value", "nucleolus"] {
        let found = run(method, &[("coalition", &game("元"))], NONE).await.unwrap();
        let value = if method == "nucleolus" { "nucleolus" } else { "shapley" };
        let half = vec![json!(1.5e6), json!(true), json!("元")];
        assert_eq!(cells(&found, &[value, "in_core", "unit"]), [half.clone(), half], "{method}");
        let found = run(method, &[("coalition", &game("USD"))], NONE).await.unwrap();
        assert_eq!(codes(&found), [("COO514", Some(1))], "{method}");
        assert!(cells(&found, &[value]).iter().all(|row| row[0] == Value::Null), "{method}");
    }
    let risk = |unit| {
        format!(
            "agreement,risk,party,probability,loss,share,unit\n\
             a,r1,A,0.5,100,0.6,万元\na,r1,B,,,0.4,\na,r2,A,0.1,1000000,1,{unit}\n"
        )
    };
    let found = run("risk_exposure", &[("risk", &risk("元"))], NONE).await.unwrap();
    let of = |loss: f64| vec![json!(loss), json!("r1"), json!("元")];
    assert_eq!(cells(&found, &["expected_loss", "largest_risk", "unit"]), [of(4e5), of(2e5)]);
    let found = run("risk_exposure", &[("risk", &risk(""))], NONE).await.unwrap();
    assert_eq!((codes(&found), rows(&found).len()), (vec![("COO514", Some(1))], 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_division_that_does_not_add_up_is_told() {
    let game = "game,members,value\ng,A,0\ng,B,0\ng,A|B,3\n";
    for (division, wanted) in [("A=1|B=5", &["COO515"][..]), ("A=1|B=2", &[])] {
        let found = run("core", &[("coalition", game)], &[("division", division)]).await.unwrap();
        assert_eq!(codes(&found).iter().map(|own| own.0).collect::<Vec<_>>(), wanted, "{division}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn values_of_an_indicator_are_brought_to_one_unit() {
    let table = |unit| {
        format!(
            "indicator,region,industry,period,value,unit\n\
             out,310000,39,2024,100,万元\nout,310000,27,2024,1000000,{unit}\n\
             out,320500,39,2024,1,亿元\nout,320500,27,2024,1,亿元\npat,310000,39,2024,7,件\n"
        )
    };
    let given: &[(&str, &str)] = &[("indicator", "out")];
    let found = run("location_quotient", &[("indicator", &table("元"))], given).await.unwrap();
    assert_eq!(numbers(&found, "location_quotient"), [1.0; 4]);
    let given = &[("innovation", "out"), ("production", "out"), ("half", "0")];
    let found = run("pairing_advice", &[("indicator", &table("元"))], given).await.unwrap();
    assert!(numbers(&found, "fit").iter().all(|fit| (fit - 1.0).abs() < 1e-12));
    // A table of several indicators by region is read on another way.
    let whole =
        |unit| format!("indicator,region,period,value,unit\nout,310000,2024,100,万元\nout,320500,2024,5,{unit}\n");
    let given: &[(&str, &str)] = &[("indicator", "out")];
    for unit in ["USD", "人", ""] {
        let mixed = [("location_quotient", table(unit), given), ("indicator_weights", whole(unit), NONE)];
        for (method, table, given) in mixed {
            let error = run(method, &[("indicator", &table)], given).await.unwrap_err();
            assert!(matches!(&error, EngineError::Input { .. }), "{method} {unit}: {error}");
            let (english, chinese) = (error.to_string(), error.chinese().unwrap_or_default());
            assert!(english.contains("万元 (1)") && chinese.contains("(2)"), "{english} {chinese}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn bids_are_awarded_in_the_currency_of_their_call() {
    let need = "need_id,kind,price,currency\nc,technology,100,CNY\nd,technology,100,USD\n";
    let offer = "offer_id,kind,answers,price,currency\n\
                 b1,technology,c,90,USD\nb2,technology,c,90,RMB\nb3,technology,d,80,USD\n";
    let assessment = "scheme,criterion,subject,value\ns,k,b1,0.9\ns,k,b2,0.8\ns,k,b3,0.7\n";
    let tables = [("need", need), ("offer", offer), ("assessment", assessment)];
    let found = run("project_selection", &tables, NONE).await.unwrap();
    let wanted = [
        vec![json!("b1"), json!("not_awarded"), json!("other_currency"), json!("USD")],
        vec![json!("b2"), json!("awarded"), Value::Null, json!("CNY")],
        vec![json!("b3"), json!("awarded"), Value::Null, json!("USD")],
    ];
    assert_eq!(cells(&found, &["offer_id", "state", "reasons", "currency"]), wanted);
    let error = run("project_selection", &tables, &[("budget", "1000")]).await.unwrap_err();
    assert!(error.to_string().contains("CNY, USD"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn bids_are_scored_by_the_criteria_in_force() {
    let need = "need_id,kind,price\nc,technology,100\n";
    let offer = "offer_id,kind,answers,price\nb1,technology,c,90\nb2,technology,c,90\n";
    let scores = async |criteria: &str, assessed: &str, given: &[(&str, &str)]| {
        let assessment = format!("scheme,criterion,subject,value\n{assessed}");
        let criteria = format!("scheme,criterion,weight,scoring,floor,ceiling,start,end\n{criteria}");
        let tables = [("need", need), ("offer", offer), ("assessment", &assessment), ("criterion", &criteria)];
        let found = run("project_selection", &tables, given).await.unwrap();
        let rounded: Vec<f64> = numbers(&found, "score").iter().map(|score| (score * 1e9).round() / 1e9).collect();
        (rounded, codes(&found).into_iter().map(|own| own.0.to_owned()).collect::<Vec<String>>())
    };
    let both = "s,k,b1,0.9\ns,k,b2,0.2\ns,m,b1,0.1\ns,m,b2,0.9\n";
    let [old, new, other] =
        ["s,k,1,degree,,,2020-01-01,2021-01-01\n", "s,k,9,degree,,,2024-01-01,\n", "s,m,1,degree,,,2020-01-01,\n"];
    for criteria in [[old, new, other], [new, other, old]] {
        assert_eq!(scores(&criteria.concat(), both, NONE).await, (vec![0.82, 0.27], vec![]));
        let then = scores(&criteria.concat(), both, &[("date", "2020-06-01")]).await;
        assert_eq!(then, (vec![0.5, 0.55], vec![]));
    }
    // Another scheme's criteria say nothing; what the own scheme lacks is told.
    let foreign = "cluster,x,1,degree,,,2020-01-01,\n";
    assert_eq!(scores(foreign, both, NONE).await, (vec![0.5, 0.55], vec![]));
    assert_eq!(scores(other, both, NONE).await, (vec![0.1, 0.9], vec!["COO610".to_owned()]));
    // Less is better where the criterion says so; what it cannot read is told.
    let days = "s,days,b1,300\ns,days,b2,100\n";
    assert_eq!(scores("s,days,1,linear,400,0,,\n", days, NONE).await, (vec![0.25, 0.75], vec![]));
    let (unread, codes) = scores("s,days,1,degree,,,,\n", days, NONE).await;
    assert!(unread.iter().all(|score| score.is_nan()) && codes == ["COO611"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn closed_needs_are_not_matched_and_whoever_is_left_out_is_named() {
    let preference = "side,chooser,chosen,rank\nneed,a,x,1\noffer,x,a,1\nneed,b,x,2\noffer,x,b,2\n";
    for (need, wanted) in [
        ("need_id,kind,status\na,land,closed\n", vec![vec![Value::Null, json!("x")]]),
        (
            "need_id,kind,status\na,land,closed\nc,land,open\n",
            vec![vec![json!("c"), Value::Null], vec![Value::Null, json!("x")]],
        ),
        ("need_id,kind,status\nb,land,open\n", vec![vec![json!("b"), json!("x")]]),
    ] {
        let found = run("stable_matching", &[("preference", preference), ("need", need)], NONE).await.unwrap();
        assert_eq!(cells(&found, &["need_id", "offer_id"]), wanted, "{need}");
        assert_eq!(codes(&found), [("COO612", Some(1))], "{need}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_booked_beyond_what_is_on_offer() {
    let offer = "offer_id,kind,price,currency,status,start,end\nr1,instrument,10,CNY,,2025-01-01,2025-02-01\n\
                 r2,instrument,10,CNY,withdrawn,,\nr3,instrument,10,heads,,,\n";
    let booking = "booking_id,resource,user,date,hour,hours\nb0,r1,u,2025-01-31,20,4\nb1,r1,u,2025-01-31,23,48\n\
                   b2,r2,u,2025-01-10,9,3\nb3,r3,u,2025-01-10,9,3\n";
    let found = run("resource_booking", &[("offer", offer), ("booking", booking)], NONE).await.unwrap();
    let wanted = [
        vec![json!("b0"), json!("booked"), json!(40.0)],
        vec![json!("b1"), json!("no_resource"), Value::Null],
        vec![json!("b2"), json!("no_resource"), Value::Null],
        vec![json!("b3"), json!("booked"), Value::Null],
    ];
    assert_eq!(cells(&found, &["booking_id", "status", "cost"]), wanted);
    assert_eq!(codes(&found), [("COO150", Some(3)), ("COO176", Some(2)), ("COO176", Some(3))]);
}

fn enclaves() -> String {
    let party = |id: &str, role: &str, equity: &str| {
        format!("[[party]]\nid = '{id}'\nlevel = 'city'\nrole = '{role}'\nequity = {equity}\n")
    };
    let text = |id: &str| {
        let head = format!("format = 1\nid = '{id}'\nkind = 'forward_enclave'\nstart = 2020-01-01\nend = 2030-01-01\n");
        format!("{id},\"{head}{}{}\"\n", party("a", "fly_out", "0.65"), party("b", "fly_in", "0.35"))
    };
    format!("agreement_id,text\n{}{}", text("e1"), text("e2"))
}

#[tokio::test(flavor = "multi_thread")]
async fn double_funding_is_seen_whichever_agreement_is_asked_for() {
    let fact = "agreement_id,item,party,actor,period,value,unit\n\
                e1,grant,,firm,2024,10,万元\ne2,grant,,firm,2024,10,万元\n";
    let tables = [("agreement_text", &*enclaves()), ("agreement_fact", fact)];
    for given in [NONE, &[("agreement", "e1")]] {
        let found = run("enclave_evaluation", &tables, given).await.unwrap();
        assert_eq!(cells(&found, &["agreement_id", "funded_twice"])[0], [json!("e1"), json!("firm")]);
        assert!(codes(&found).iter().all(|own| own.0 == "COO123"));
    }
    for method in ["enclave_evaluation", "agreement_audit"] {
        let error = run(method, &tables[..1], &[("agreement", "zz")]).await.unwrap_err();
        assert!(matches!(&error, EngineError::Parameter { found, .. } if found == "zz"), "{method}: {error}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_mix_of_an_enclave_is_that_of_all_its_firms() {
    let share = async |list: &[&str]| {
        let fact = format!("agreement_id,item,party,actor,period,value,unit\n{}\n", list.join("\n"));
        let tables = [("agreement_text", &*enclaves()), ("agreement_fact", &fact)];
        let found = run("enclave_evaluation", &tables, &[("agreement", "e1")]).await.unwrap();
        let codes: Vec<String> = codes(&found).iter().map(|own| own.0.to_owned()).collect();
        (cells(&found, &["research_share", "per_mu"])[0].clone(), codes)
    };
    let mut staff = [
        "e1,recruiting_staff,,f1,2024,100,人",
        "e1,recruiting_staff,,f2,2024,200,人",
        "e1,research_staff,,f1,2024,50,人",
        "e1,research_staff,,f2,2024,150,人",
        // Of a later year one side only is known.
        "e1,research_staff,,f1,2025,900,人",
    ];
    for _ in 0..2 {
        assert_eq!(share(&staff).await, (vec![json!(0.4), Value::Null], vec!["COO122".to_owned()]));
        staff.reverse();
    }
    let unclear = ["e1,per_mu_score,,f1,2024,90,", "e1,per_mu_score,,f2,2024,110,"];
    assert_eq!(share(&unclear).await, (vec![Value::Null, Value::Null], vec!["COO124".to_owned()]));
}

#[tokio::test(flavor = "multi_thread")]
async fn findings_about_vouchers_name_their_rows() {
    let clauses = "[[clause]]\nid = 'p'\nkind = 'recognition'\nsubjects = ['provider']\nby = ['a']\nof = ['b']\n\
                   [[clause]]\nid = 'v'\nkind = 'voucher'\nhome = ['a']\nproviders = ['b']\n";
    let party = |id| format!("[[party]]\nid = '{id}'\nlevel = 'city'\n");
    let head = "format = 1\nid = 'e'\nkind = 'recognition'\nstart = 2020-01-01\nend = 2030-01-01\n";
    let text = format!("agreement_id,text\ne,\"{head}{}{}{clauses}\"\n", party("a"), party("b"));
    let voucher = "voucher_id,firm,home,provider,place,date,value,unit\n1,f,a,p,b,2024-02-01,5,台\n\
                   2,f,a,p,b,2024-03-01,1000000,元\n3,f,a,p,b,2024-03-02,1000000,USD\n";
    let tables = [("agreement_text", &*text), ("voucher", voucher)];
    let found = run("voucher_settlement", &tables, NONE).await.unwrap();
    assert_eq!(codes(&found), [("COO150", Some(1)), ("COO162", Some(2)), ("COO166", Some(3))]);
    let wanted = [vec![json!("cut"), json!(3e5)], vec![json!("other_currency"), Value::Null]];
    assert_eq!(cells(&found, &["status", "amount"]), wanted);
}
