//! Follow-on: how many partners of a lead firm came to its place after it, and whether more than others did.

use crate::catalogue::found;
use crate::declare::{LAYERS, LINKS, REGIONS, count, number, words};
use crate::filter::Filter;
use crate::network::Network;
use liantu_model::method::Input;
use liantu_model::schema::{Column, ColumnKind};
use liantu_model::text::text;
use liantu_model::{Diagnostic, Method, Parameter, ParameterKind};
use std::collections::BTreeSet;

/// The declaration.
pub const METHOD: Method = Method {
    id: "follow_on",
    version: 1,
    study: "network",
    title: text("龙头带动", "Follow-on attraction"),
    question: text(
        "龙头企业落户之后，有多少供应商与伙伴跟随而来？比与它无关的企业来得多吗？",
        "After a lead firm settled somewhere, how many of its suppliers and partners followed? Did more of them come than of firms without a tie to it?",
    ),
    formula: text(
        "龙头 l 于第 t_l 日落户 r。跟随者：与 l 有联系、在 t_l 之后至多 window 年内落户 r 的主体 F。伙伴 P 为与 l 有联系、落户日与所在地已知、且不早于 t_l 落户的主体，跟随率 = F/P。对照：与 l 无联系的主体中同样期间落户 r 的比率 B/N。倍数 = 跟随率/对照率。",
        "A lead firm l settled in r on day t_l. Followers F: actors with a tie to l that settled in r after t_l and within window years. Partners P: actors with a tie to l of known place that did not settle before t_l; rate = F/P. Compared with actors without a tie to l: B of N came to r in the same time. Lift = rate over that.",
    ),
    limits: text(
        "相关不是因果：伙伴与龙头可能都被第三者吸引。落户日为主体的 start。联系本身可能因落户而生；若要排除，请用落户之前的联系。落户日未知的主体不计并报告。",
        "Correlation is not cause: partners and lead may both have come for something else. The day of settling is the start of the actor. A tie may come of settling; to rule that out, use ties that are older. Actors of unknown day are left out and reported.",
    ),
    reference: "Head, K., Ries, J., Swenson, D. (1995). Agglomeration benefits and location choice: evidence from Japanese manufacturing investments in the United States. Journal of International Economics 38(3–4), 223–247 (members of one industrial group follow each other).",
    aliases: &["followers", "lead_firm", "以商招商", "龙头带动", "链主带动", "跟随落户"],
    inputs: &[
        LINKS,
        Input { table: "actor", columns: &["actor_id", "kind", "region", "start"], optional: false },
        REGIONS,
    ],
    parameters: &[
        Parameter {
            name: "lead",
            kind: ParameterKind::Text,
            default: None,
            title: text("龙头", "Lead"),
            help: text(
                "龙头主体的编号，以逗号分隔；省略则为所有有落户日的主体",
                "Identifiers of lead actors, separated by commas; every actor with a known day when absent",
            ),
        },
        Parameter {
            name: "window",
            kind: ParameterKind::Number { min: 0.0, max: 100.0, unit: Some("a") },
            default: Some("5"),
            title: text("窗口", "Window"),
            help: text("落户后多少年之内算跟随", "How many years after the lead count"),
        },
        Parameter {
            name: "level",
            kind: ParameterKind::Scale,
            default: Some("city"),
            title: text("层级", "Level"),
            help: text("同一地指这一层级的同一区域", "The same place means the same region of this level"),
        },
        LAYERS,
    ],
    outputs: &[
        words("lead", text("龙头", "Lead"), text("龙头主体", "The lead actor")),
        words("region", text("落户地", "Region"), text("龙头所在的区域", "Where it settled")),
        Column::new("start", ColumnKind::Date, text("落户日", "Settled"), text("落户的日期", "The day it settled")),
        count("followers", text("跟随者数", "Followers"), text("跟随落户的伙伴数", "Partners that followed")),
        Column::new(
            "names",
            ColumnKind::List,
            text("跟随者", "Names"),
            text("按落户先后", "In the order in which they came"),
        ),
        count("partners", text("伙伴数", "Partners"), text("可能跟随的伙伴数", "Partners that could have followed")),
        number("rate", text("跟随率", "Rate"), text("跟随者占伙伴之比", "Followers over partners")),
        count(
            "others_came",
            text("其他落户", "Others that came"),
            text("同期落户此地的无关主体数", "Actors without a tie that came there in that time"),
        ),
        count(
            "others",
            text("无关主体", "Others"),
            text("可能落户的无关主体数", "Actors without a tie that could have come"),
        ),
        number("base_rate", text("对照率", "Base rate"), text("无关主体的落户比率", "Rate of those without a tie")),
        number("lift", text("倍数", "Lift"), text("跟随率与对照率之比", "Rate over base rate")),
    ],
};

/// Where and when an actor settled; days since 1970.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Settled {
    /// The place.
    pub place: Option<u32>,
    /// The day.
    pub day: Option<i32>,
}

/// What followed a lead.
#[derive(Clone, Debug, PartialEq)]
pub struct Followed {
    /// The lead.
    pub lead: u32,
    /// Its place and day.
    pub place: u32,
    /// The day it settled.
    pub day: i32,
    /// Partners that followed, in the order in which they came.
    pub followers: Vec<u32>,
    /// Partners that could have followed.
    pub partners: usize,
    /// Others that came, and others that could have.
    pub others: [usize; 2],
}

impl Followed {
    /// Share of the partners that followed.
    pub fn rate(&self) -> Option<f64> {
        (self.partners > 0).then(|| self.followers.len() as f64 / self.partners as f64)
    }

    /// Share of the others that came.
    pub fn base_rate(&self) -> Option<f64> {
        let [came, all] = self.others;
        (all > 0).then(|| came as f64 / all as f64)
    }

    /// How many times as often partners came.
    pub fn lift(&self) -> Option<f64> {
        self.rate().zip(self.base_rate().filter(|base| *base > 0.0)).map(|(rate, base)| rate / base)
    }
}

/// What followed each of `leads` of known place and day, within `window` days. `settled` holds one entry for each node.
pub fn follow_on(
    network: &Network,
    filter: &Filter,
    settled: &[Settled],
    leads: &[u32],
    window: i32,
) -> (Vec<Followed>, Vec<Diagnostic>) {
    let mut ties: Vec<BTreeSet<u32>> = vec![BTreeSet::new(); settled.len()];
    for link in filter.links(network).filter(|link| link.from != link.to) {
        ties[link.from as usize].insert(link.to);
        ties[link.to as usize].insert(link.from);
    }
    let mut result = Vec::new();
    for &lead in leads {
        let Settled { place: Some(place), day: Some(day) } = settled[lead as usize] else { continue };
        let mut followers: Vec<(i32, u32)> = Vec::new();
        let (mut partners, mut others) = (0, [0, 0]);
        for (node, own) in (0u32..).zip(settled).filter(|(node, _)| *node != lead) {
            let (Some(own_place), Some(own_day)) = (own.place, own.day) else { continue };
            let came = own_place == place && own_day > day && own_day - day <= window;
            if own_day < day {
                continue;
            }
            if ties[lead as usize].contains(&node) {
                partners += 1;
                if came {
                    followers.push((own_day, node));
                }
            } else {
                others[1] += 1;
                others[0] += usize::from(came);
            }
        }
        followers.sort_unstable();
        let followers = followers.into_iter().map(|(_, node)| node).collect();
        result.push(Followed { lead, place, day, followers, partners, others });
    }
    let unknown = settled.iter().filter(|one| one.place.is_none() || one.day.is_none()).count();
    (result, if unknown > 0 { vec![found("NET114", "actor", unknown)] } else { Vec::new() })
}
