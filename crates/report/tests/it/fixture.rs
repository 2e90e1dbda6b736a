//! A made-up port in June 2024.

use liantu_model::Words;
use liantu_report::document::{Arrow, Place, Spot, Warmth};
use liantu_report::material::{Alert, Fresh, Happening, Heat, Map, Material, Matter, Series, Source, Sum};

pub fn place(id: &str, zh: &str, en: &str) -> Place {
    Place { id: id.to_owned(), title: Words::new(zh, en) }
}

pub fn alert(id: &str, grade: &str, region: Place, since: &str, is_new: bool, stands: bool) -> Alert {
    let mut alert = Alert {
        id: id.to_owned(),
        rule: "flow-stop".to_owned(),
        title: Words::new("断流", "Flow stops"),
        grade: grade.to_owned(),
        region,
        partner: Some(place("310000", "上海市", "Shanghai")),
        item: Some("85423100".to_owned()),
        stage: Some("midstream".to_owned()),
        since: since.to_owned(),
        until: (!stands).then(|| "2024-06".to_owned()),
        first_hit: since.to_owned(),
        last_hit: "2024-06".to_owned(),
        reason: "2024-05 yoy(flow[quantity]) <= -45% (-0.62); yoy(flow[value]) <= -35% (-0.6)".to_owned(),
        evidence: "flow[quantity] 380; flow[value] 7600".to_owned(),
        rows: vec!["flow:12".to_owned(), "flow:24".to_owned()],
        row_count: 2,
        holds_at: vec!["310000>340000".to_owned()],
        addressee: "340000".to_owned(),
        stands,
        is_new,
        ..Alert::default()
    };
    alert.sentence = alert.told();
    alert
}

pub fn material() -> Material {
    let hefei = || place("340100", "合肥市", "Hefei");
    let wuhu = || place("340200", "芜湖市", "Wuhu");
    let cell =
        |grade: Option<&str>, alerts: usize, known: bool| Warmth { grade: grade.map(str::to_owned), alerts, known };
    let steps: Vec<String> = (0..30).map(|month| format!("{}-{:02}", 2022 + month / 12, month % 12 + 1)).collect();
    let values: Vec<Option<f64>> = (0..30u32)
        .map(|at| match at {
            11 | 19 => None,
            28.. => Some(390.0),
            _ => Some(1000.0 + f64::from(at * 37 % 90)),
        })
        .collect();
    let band: Vec<Option<[f64; 2]>> = (0..30).map(|at| (at >= 20).then_some([900.0, 1200.0])).collect();
    Material {
        port: place("340000", "安徽省", "Anhui"),
        asked: Some("340000".to_owned()),
        day: Some("2024-06-30".to_owned()),
        scale: Some("city".to_owned()),
        period: "2024-06".to_owned(),
        before: Some("2024-05".to_owned()),
        revision: 7,
        program: "liantu 0.1.0".to_owned(),
        shipped_rules: true,
        idle_rules: false,
        alerts: vec![
            alert("a1", "red", hefei(), "2024-06", true, true),
            alert("a2", "orange", wuhu(), "2024-03", false, true),
            alert("a3", "yellow", hefei(), "2024-01", false, false),
        ],
        fresh: vec![
            Fresh {
                table: "flow".to_owned(),
                name: "85423100".to_owned(),
                title: Words::new("处理器", "Processors"),
                frequency: "month".to_owned(),
                series: 40,
                last: Some("2024-06".to_owned()),
                expected: Some("2024-06".to_owned()),
                late: Some(0),
                coverage: Some(0.97),
                last_coverage: Some(0.95),
                silent: 2,
                gaps: 0,
                standing: Some("partial".to_owned()),
            },
            Fresh {
                table: "indicator".to_owned(),
                name: "power_use".to_owned(),
                title: Words::new("用电量", "Power use"),
                frequency: "month".to_owned(),
                series: 16,
                last: Some("2024-04".to_owned()),
                expected: Some("2024-06".to_owned()),
                late: Some(2),
                coverage: Some(0.9),
                last_coverage: Some(0.0),
                silent: 16,
                gaps: 1,
                standing: Some("late".to_owned()),
            },
        ],
        matters: vec![Matter {
            entry: "finding".to_owned(),
            id: "f1".to_owned(),
            title: Words::new("关键部件只有一家供应商", "One supplier only"),
            region: Some(hefei()),
            chain: Some("集成电路".to_owned()),
            owner: Some("链长办公室".to_owned()),
            opened: Some("2024-04-02".to_owned()),
            due: Some("2024-05-02".to_owned()),
            standing: Some("overdue".to_owned()),
            level: Some("decision".to_owned()),
            age: Some(89),
            late: Some(59),
            ..Matter::default()
        }],
        sums: vec![
            Sum {
                layer: Some("IND".to_owned()),
                title: Words::new("流量", "flows"),
                unit: Some("万元".to_owned()),
                value: Some(182_340.5),
                before: Some(241_000.0),
                coverage: Some(1.0),
                before_coverage: Some(1.0),
                rows: 40,
            },
            Sum {
                layer: Some("VAL".to_owned()),
                title: Words::new("流量", "flows"),
                unit: Some("万元".to_owned()),
                value: None,
                before: Some(12_000.0),
                coverage: Some(0.0),
                before_coverage: Some(1.0),
                rows: 3,
            },
        ],
        heat: Heat {
            regions: vec![hefei(), wuhu(), place("340300", "蚌埠市", "Bengbu")],
            stages: vec![
                place("upstream", "上游", "Upstream"),
                place("midstream", "中游", "Midstream"),
                place("downstream", "下游", "Downstream"),
            ],
            cells: vec![
                vec![cell(None, 0, true), cell(Some("red"), 1, true), cell(None, 0, false)],
                vec![cell(Some("blue"), 3, true), cell(Some("orange"), 1, true), cell(None, 0, true)],
                vec![cell(None, 0, false), cell(Some("yellow"), 2, true), cell(None, 0, false)],
            ],
        },
        map: Map {
            spots: vec![
                Spot {
                    title: Words::new("合肥市", "Hefei"),
                    lon: 117.2,
                    lat: 31.8,
                    warmth: cell(Some("red"), 1, true),
                },
                Spot {
                    title: Words::new("芜湖市", "Wuhu"),
                    lon: 118.4,
                    lat: 31.3,
                    warmth: cell(Some("orange"), 4, true),
                },
                Spot {
                    title: Words::new("上海市", "Shanghai"), lon: 121.5, lat: 31.2, warmth: cell(None, 0, false)
                },
            ],
            arrows: vec![
                Arrow { from: 2, to: 0, grade: "red".to_owned() },
                Arrow { from: 2, to: 1, grade: "orange".to_owned() },
            ],
            left_out: 1,
        },
        series: vec![Series {
            alert: Some("a1".to_owned()),
            title: Words::new(
                "上海市→合肥市（85423100）：flow[quantity]",
                "Shanghai → Hefei (85423100): flow[quantity]",
            ),
            reference: "flow[quantity]".to_owned(),
            unit: Some("kg".to_owned()),
            frequency: "month".to_owned(),
            steps,
            values,
            expected: vec![None; 30],
            band,
            events: vec![Happening {
                at: 26,
                day: "2024-03-11".to_owned(),
                kind: "shock".to_owned(),
                title: Words::new("供应商停产", "Supplier stops"),
            }],
            under: vec![[28, 30]],
        }],
        sources: vec![Source {
            id: Some("customs".to_owned()),
            title: Words::new("海关月报", "Customs, monthly"),
            year: Some("2024".to_owned()),
            latest: Some("2024-06".to_owned()),
            rows: 1200,
            missing: 36,
        }],
    }
}
