//! Every finding about agreements, exchanges, registers and plans, asked for by its code: the smallest tables that have it.

use crate::inputs;
use liantu_engine::run_on_files;
use std::collections::BTreeSet;

/// The codes, the method, its tables, its parameters.
type Case =
    (&'static [&'static str], &'static str, Vec<(&'static str, String)>, &'static [(&'static str, &'static str)]);

/// Texts of agreements as their table.
fn texts(list: &[(&str, &str, &str)]) -> (&'static str, String) {
    let mut table = String::from("agreement_id,text\n");
    for (id, kind, rest) in list {
        let party = |id: &str, role: &str, equity: &str| {
            format!("[[party]]\nid = '{id}'\nlevel = 'city'\nrole = '{role}'\nequity = {equity}\n")
        };
        let (a, b) = (party("a", "fly_out", "0.72"), party("b", "fly_in", "0.28"));
        let head = format!("format = 1\nid = '{id}'\nkind = '{kind}'\nstart = 2020-01-01\nend = 2030-01-01\n");
        table += &format!("{id},\"{head}{a}{b}{rest}\"\n");
    }
    ("agreement_text", table)
}

/// Rows of a table behind its header.
fn rows(table: &'static str, header: &str, rows: &[&str]) -> (&'static str, String) {
    (table, format!("{header}\n{}\n", rows.join("\n")))
}

fn facts(list: &[&str]) -> (&'static str, String) {
    rows("agreement_fact", "agreement_id,item,party,actor,period,value,unit", list)
}

const HALVES: &str = "[[clause]]\nid = 'x'\nkind = 'revenue'\nitems = ['tax']\nshares = { a = 0.5, b = 0.5 }\n";
const RATCHET: &str = "[[clause]]\nid = 'x'\nkind = 'revenue'\nitems = ['tax']\nshares = { a = 0.5, b = 0.5 }\nratchet = 'y'\n[[clause]]\nid = 'y'\nkind = 'ratchet'\nitem = 'jobs'\n[[clause.step]]\nat = 0\nfactor = 3\n";
const WATERFALL: &str = "[[clause]]\nid = 'x'\nkind = 'waterfall'\nitems = ['loss']\nlast = 'b'\n[[clause.layer]]\nparty = 'a'\nshare = 1\n";

/// What agreements, facts and payments may have wrong.
fn agreements() -> Vec<Case> {
    let one = |rest| texts(&[("e", "other", rest)]);
    let paid = |list: &[&str]| rows("payment", "payment_id,agreement_id,from_party,to_party,date,value,unit", list);
    let enclave = |id| (id, "forward_enclave", "");
    vec![
        (&["COO120"], "agreement_audit", vec![one("")], &[]),
        (&["COO121"], "enclave_evaluation", vec![texts(&[enclave("e")]), facts(&["e,review,a,,2024,1,"])], &[]),
        (
            &["COO121", "COO122"],
            "enclave_evaluation",
            vec![texts(&[enclave("e")]), facts(&["e,recruiting_staff,b,,2024,5,人", "e,research_staff,b,,2024,2,人"])],
            &[],
        ),
        (
            &["COO121", "COO123"],
            "enclave_evaluation",
            vec![texts(&[enclave("e"), enclave("f")]), facts(&["e,grant,a,lab,2024,1,元", "f,grant,a,lab,2024,1,元"])],
            &[],
        ),
        (
            &["COO121", "COO124"],
            "enclave_evaluation",
            vec![texts(&[enclave("e")]), facts(&["e,per_mu_score,a,f,2024,90,", "e,per_mu_score,a,g,2024,110,"])],
            &[],
        ),
        (&["COO131"], "settle", vec![one(HALVES), facts(&["z,tax,a,,2024,1,元"])], &[]),
        (&["COO132"], "settle", vec![one(HALVES), facts(&["e,tax,z,,2024,1,元"])], &[]),
        // What a clause divides belongs to somebody: to the owner, where there is one, and to no other in silence.
        (&["COO132"], "settle", vec![one(HALVES), facts(&["e,tax,,,2024,1,元"])], &[]),
        (&["COO133"], "settle", vec![one(HALVES), facts(&["e,tax,a,,2024,,元"])], &[]),
        (&["COO135"], "settle", vec![one(HALVES), facts(&["e,tax,a,,2024,0.001,元"])], &[]),
        (&["COO137"], "settle", vec![one(HALVES), facts(&["e,jobs,a,,2024,1,元"])], &[]),
        (&["COO138"], "settle", vec![one(RATCHET), facts(&["e,tax,a,,2024,1,元", "e,jobs,a,,2024,1,元"])], &[]),
        (&["COO144"], "settle", vec![one(WATERFALL), facts(&["e,loss,a,,2024,-1,元"])], &[]),
        (&["COO152"], "settle", vec![one(HALVES), facts(&["e,tax,a,,2024,12,元", "e,tax,a,,2024-01,1,元"])], &[]),
        (
            &["COO148"],
            "settle",
            vec![one(HALVES), facts(&["e,tax,a,,2024,1,元"]), paid(&["P,e,a,b,2025-02-01,-1,元"])],
            &[],
        ),
        (
            &["COO149"],
            "settle",
            vec![
                texts(&[("e", "other", HALVES), ("f", "other", HALVES)]),
                facts(&["e,tax,a,firm,2024,1,元", "f,tax,a,firm,2024,1,元"]),
            ],
            &[],
        ),
        (
            &["COO150"],
            "settle",
            vec![one(HALVES), facts(&["e,tax,a,,2024,1,元"]), paid(&["P,e,a,b,2025-02-01,1,头"])],
            &[],
        ),
    ]
}

/// What exchanges may have wrong.
fn exchanges() -> Vec<Case> {
    let voucher = |list: &[&str]| rows("voucher", "voucher_id,firm,home,provider,place,date,value,unit", list);
    let shared = "[[clause]]\nid = 'p'\nkind = 'recognition'\nsubjects = ['provider']\nby = ['a', 'b']\nof = ['a', 'b']\n[[clause]]\nid = 'v'\nkind = 'voucher'\nhome = ['a', 'b']\nproviders = ['a', 'b']\n";
    let vouchers = || texts(&[("e", "recognition", shared)]);
    let land = |list: &[&str]| rows("land_quota", "quota_id,scheme,side,region,date,class,area_mu,capacity_kg", list);
    let orders = |list: &[&str]| rows("quota_order", "order_id,session,party,side,quantity,price,unit", list);
    let assessed = rows(
        "assessment",
        "scheme,criterion,subject,member,period,value",
        &["per_mu,rd_ratio,park,firm,2022,0.03", "per_mu,tax_per_mu,park,firm,2022,"],
    );
    let booking = |list: &[&str]| rows("booking", "booking_id,resource,user,made,date,hour,hours", list);
    let booked = ["B1,x,u,2024-05-01,2024-05-20,9,3", "B2,x,v,2024-05-02,2024-05-20,10,3"];
    let used = rows("data_use", "use_id,asset,user,right,purpose,date", &["U1,flows,bank,use,credit,2024-03-01"]);
    let shown = rows(
        "credential",
        "credential_id,subject,issued_in,used_in,date,value,unit",
        &["C1,title,a,b,2024-05-01,10,元"],
    );
    vec![
        (
            &["COO114"],
            "land_quota_fee",
            vec![land(&["Q,supplementary_farmland,buyer,330000,1990-06-01,dry,600,800"])],
            &[],
        ),
        (&["COO161"], "voucher_settlement", vec![vouchers(), voucher(&["V,f,a,lab,z,2024-02-01,10,元"])], &[]),
        (&["COO162"], "voucher_settlement", vec![vouchers(), voucher(&["V,f,a,lab,b,2024-02-01,500,万元"])], &[]),
        (&["COO163"], "quota_auction", vec![orders(&["S,s,a,sell,8,50,元"])], &[]),
        (
            &["COO164"],
            "land_quota_fee",
            vec![land(&["Q,supplementary_farmland,buyer,330000,2020-06-01,dry,600,"])],
            &[],
        ),
        (&["COO165"], "per_mu_score", vec![assessed], &[]),
        (&["COO166"], "voucher_settlement", vec![vouchers(), voucher(&["V,f,a,lab,b,2024-02-01,10,USD"])], &[]),
        (
            &["COO167"],
            "quota_auction",
            vec![orders(&["H,s,a,holding,1e12,,", "S,s,a,sell,1e12,1e5,元", "B,s,b,buy,1e12,1e5,元"])],
            &[],
        ),
        (
            &["COO167"],
            "quota_auction",
            vec![orders(&[
                "A,s,b,buy,1e12,5,元",
                "B,s,b,buy,1e12,5,元",
                "C,s,b,buy,1e12,5,元",
                "D,s,b,buy,1e12,5,元",
                "E,s,b,buy,1e12,5,元",
                "F,s,b,buy,1e12,5,元",
                "G,s,b,buy,1e12,5,元",
                "H,s,b,buy,1e12,5,元",
                "I,s,b,buy,1e12,5,元",
                "J,s,b,buy,1e12,5,元",
            ])],
            &[],
        ),
        (&["COO176"], "resource_booking", vec![booking(&booked)], &[]),
        (&["COO177"], "data_usage", vec![used], &[]),
        (&["COO184"], "recognition_check", vec![texts(&[("e", "recognition", "")]), shown], &[]),
    ]
}

/// What registers of governance may have wrong.
fn registers() -> Vec<Case> {
    let steps = |list: &[&str]| vec![rows("case_step", "case_id,scheme,date,to_state,party,parties", list)];
    let held = |list: &[&str]| vec![rows("appointment", "scheme,body,slot,holder,start", list)];
    vec![
        (&["COO171"], "case_progress", steps(&["c,land,2024-01-01,in_use,host,"]), &[]),
        (
            &["COO171"],
            "case_progress",
            steps(&["c,dispute,2024-01-01,raised,a,a|b", "c,dispute,2024-01-02,mediation,b,"]),
            &[],
        ),
        (&["COO172"], "case_progress", steps(&["c,club,2024-01-01,open,host,"]), &[]),
        (&["COO172"], "stage_conversion", steps(&["c,club,2024-01-01,open,host,"]), &[("scheme", "club")]),
        (
            &["COO173"],
            "case_progress",
            steps(&["c,land,2020-01-01,planned,host,", "c,land,2020-02-01,offered,host,"]),
            &[("as_of", "2024-01-01")],
        ),
        (&["COO172"], "roster_audit", held(&["club,b,chair,x,2024-01-01"]), &[]),
        (&["COO174"], "roster_audit", held(&["lead,b,partner,x,2024-01-01"]), &[]),
        (&["COO175"], "roster_audit", held(&["lead,b,owner,x,2024-01-01", "lead,b,owner,y,2024-01-01"]), &[]),
    ]
}

/// What plans may have wrong.
fn plans() -> Vec<Case> {
    let tasks = |list: &[&str]| vec![rows("task", "task_id,plan,parent,budget,spent,unit", list)];
    let flows = |list: &[&str]| vec![rows("cash_flow", "plan,alternative,party,item,period,value,unit", list)];
    let rule = || {
        rows(
            "rule_value",
            "rule,key,value,start,legal_source",
            &["grant,rate,0.5,2024-01-01,x", "grant,cap,100,2024-01-01,x", "export,rate,0.1,2024-01-01,x"],
        )
    };
    let claims =
        |list: &[&str]| vec![rule(), rows("support_claim", "claim_id,policy,payer,project,item,date,value,unit", list)];
    let pool = |shares: &[&str]| {
        let income = rows("pool_income", "pool,asset,period,value,unit", &["p,,2024,1,元"]);
        vec![rows("pool_share", "pool,asset,holder,share,start,vesting_months,cliff_months", shares), income]
    };
    let park: &[(&str, &str)] =
        &[("land", "10"), ("cost", "30"), ("price", "40"), ("tax", "5"), ("retained", "0.4"), ("years", "2")];
    vec![
        (&["COO178"], "work_breakdown", tasks(&["T,p,,1,2,元"]), &[]),
        (&["COO179"], "work_breakdown", tasks(&["T,p,Z,1,,元"]), &[]),
        (
            &["COO180"],
            "support_stack",
            claims(&["A,grant,a,p,bill,2024-03-01,10,元", "B,export,b,p,bill,2024-03-02,10,元"]),
            &[],
        ),
        (&["COO181"], "support_stack", claims(&["A,grant,a,p,bill,2024-03-01,1000,元"]), &[]),
        (&["COO182"], "pool_division", pool(&["p,,a,0.9,,,"]), &[]),
        (&["COO182"], "pool_division", pool(&["p,,a,1,2024-06-01,48,12"]), &[]),
        (&["COO183"], "rolling_development", flows(&["p,,host,road,2024,-200,元"]), park),
        (
            &["COO185"],
            "relocation_incentive",
            flows(&["p,stay,firm,profit,2024,5,元", "p,move,firm,profit,2024,4,元"]),
            &[("rate", "0")],
        ),
        (
            &["COO186"],
            "chain_index",
            vec![rows("quote", "index,security,date,price,units", &["i,s,2024-01-02,10,1", "i,s,2024-01-03,,"])],
            &[],
        ),
        (
            &["COO187"],
            "chain_index",
            vec![rows("quote", "index,security,date,price,units", &["i,s,2024-01-02,10,1", "i,t,2024-01-02,10,"])],
            &[],
        ),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn each_code_has_a_case_that_has_it_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let mut seen = BTreeSet::<&str>::new();
    let cases = [agreements(), exchanges(), registers(), plans()].concat();
    for (place, (codes, method, tables, given)) in cases.into_iter().enumerate() {
        let here = folder.path().join(place.to_string());
        std::fs::create_dir(&here).unwrap();
        let files = tables.into_iter().map(|(table, text)| {
            let path = here.join(format!("{table}.csv"));
            std::fs::write(&path, text).unwrap();
            (table.to_owned(), path)
        });
        let outcome = run_on_files(method, files.collect(), inputs(given)).await.unwrap();
        let found: BTreeSet<&str> = outcome.provenance.diagnostics.iter().map(|own| own.code).collect();
        assert_eq!(
            found,
            codes.iter().copied().collect(),
            "{method}, case {place}: {:#?}",
            outcome.provenance.diagnostics
        );
        seen.extend(codes);
    }
    // The rest are asked for in the study itself, where texts are parsed and amounts are divided.
    let in_the_study = [
        "COO115", "COO116", "COO117", "COO118", "COO119", "COO134", "COO136", "COO139", "COO140", "COO141", "COO142",
        "COO143", "COO145", "COO146", "COO147", "COO151",
    ];
    let pages = liantu_engine::explanations().filter(|page| ("COO114".."COO200").contains(&page.code));
    for page in pages.filter(|page| !in_the_study.contains(&page.code)) {
        assert!(seen.contains(page.code), "{} has no case", page.code);
    }
}
