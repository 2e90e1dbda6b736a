//! Suppliers and routes: who can supply a place, by which way, at what price delivered.

use crate::declare::{integer, number, parameter, words};
use liantu_model::declare::{list, words_given};
use liantu_model::method::Input;
use liantu_model::text::text;
use liantu_model::{Diagnostic, Method, ParameterKind, Place, Words};
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// The declaration.
pub const METHOD: Method = Method {
    id: "supplier_routes",
    version: 1,
    study: "structure",
    title: text("供应商与物流路径", "Suppliers and routes"),
    question: text(
        "某地需要某种产品，谁能供应，走哪条路，到岸价多少，需求能否满足？",
        "A place needs a product: who can supply it, by which way, at what price delivered, and is the need met?",
    ),
    formula: text(
        "region_pair 中该度量的每一行是一段路，路的长度为各段之和，取最短（Dijkstra）。到岸价 = 单位成本 + rate × 最短路长。按到岸价由低到高排名，并列按供应方名称。给出 quantity 时依次分配，每家至多其产能：对单一需求地，这就是总费用最低的分配。",
        "Each row of region_pair of that measure is a link; the length of a way is the sum of its links, and the shortest is taken (Dijkstra). Delivered price = unit cost + rate × shortest length. Ranked from the lowest; equals by name. With quantity it is allotted in that order, to each at most its capacity: for a single place of need that is the cheapest allotment.",
    ),
    limits: text(
        "不考虑路段的运能、批量折扣与关税。单位成本未知或不可达的供应方列出原因而不排名；产能未知的供应方不参与分配。路段按表中方向，双向通行须列两行。",
        "Capacity of links, discounts and tariffs are left out. A supplier of unknown cost or out of reach is listed with the reason and has no rank; one of unknown capacity is allotted nothing. Links have the direction of the table: list both where both can be used.",
    ),
    reference: "Dijkstra, E. W. (1959). A note on two problems in connexion with graphs. Numerische Mathematik 1, 269–271. Dantzig, G. B. (1963). Linear Programming and Extensions. Princeton University Press (transport to one destination).",
    aliases: &["supplier_search", "logistics", "routing", "供应商搜索", "智慧物流", "数字化供应链", "到岸价"],
    inputs: &[
        Input {
            table: "chain_supply",
            columns: &["node", "provider", "provider_kind", "region", "capacity", "unit_cost", "lead_days"],
            optional: false,
        },
        Input {
            table: "region_pair",
            columns: &["from_region", "to_region", "measure", "period", "value"],
            optional: false,
        },
    ],
    parameters: &[
        words_given("to", "需求地", "To", "需要产品的区域；必须给出", "The region that needs it; has to be given"),
        words_given("node", "产品", "Product", "只看这一产品；省略则全部", "Only this product; all when absent"),
        parameter(
            "quantity",
            ParameterKind::Number { min: 0.0, max: 1e15, unit: None },
            Some("0"),
            "需求量",
            "Quantity",
            "每种产品的需求量；0 为不分配",
            "Needed of each product; with 0 nothing is allotted",
        ),
        parameter(
            "rate",
            ParameterKind::Number { min: 0.0, max: 1e12, unit: None },
            Some("1"),
            "运价",
            "Rate",
            "每单位产品、每单位路长的运费",
            "Freight of a unit of the product over a unit of length",
        ),
        words_given(
            "measure",
            "度量",
            "Measure",
            "region_pair 的哪个度量是路长；只有一种时可省略",
            "Which measure of region_pair is the length; may be left out where there is one",
        ),
        parameter(
            "period",
            ParameterKind::Text,
            None,
            "时期",
            "Period",
            "只用这一时期的路段；省略则不看时期",
            "Only links of this period; whatever period when absent",
        ),
    ],
    outputs: &[
        words("node", "产品", "Product", "所需产品", "What is needed"),
        integer("rank", "名次", "Rank", "按到岸价", "By delivered price"),
        words("provider", "供应方", "Provider", "供应方", "Who supplies it"),
        words("region", "所在区域", "Region", "供应方所在的区域", "Where it is"),
        number("unit_cost", "单位成本", "Unit cost", "出厂价", "At the gate"),
        number("length", "路长", "Length", "最短路长", "Length of the shortest way"),
        number("delivered", "到岸价", "Delivered", "单位成本加运费", "Unit cost and freight"),
        number("lead_days", "交期", "Lead time", "天", "Days"),
        number("capacity", "产能", "Capacity", "可供应量", "What it can supply"),
        number("allotted", "分配量", "Allotted", "给出需求量时的分配", "Where a quantity is given"),
        number("short", "缺口", "Short", "分配之后仍缺的数量", "Still lacking after this supplier"),
        list("route", "路径", "Route", "依次经过的区域", "Regions in the order of the way"),
        words(
            "reason",
            "原因",
            "Reason",
            "ranked 已排名；cost_unknown 成本未知；place_unknown 所在地未知；unreachable 不可达",
            "ranked; cost_unknown; place_unknown; unreachable",
        ),
    ],
};

/// A supplier of a product.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Supplier {
    /// Where it is, as a number of [`Ways`]; one beyond them lies on no link. `None`: unknown.
    pub place: Option<u32>,
    /// Cost of a unit.
    pub unit_cost: Option<f64>,
    /// What it can supply.
    pub capacity: Option<f64>,
}

/// The shortest ways of all places to one.
#[derive(Clone, Debug, PartialEq)]
pub struct Ways {
    /// Length by place; `None`: out of reach.
    pub length: Vec<Option<f64>>,
    next: Vec<u32>,
}

impl Ways {
    /// The shortest ways to `to` over links `(from, to, length)`; those without a length of zero or more are left out.
    pub fn new(places: usize, links: &[(u32, u32, f64)], to: u32) -> Self {
        let mut into: Vec<Vec<(u32, f64)>> = vec![Vec::new(); places];
        for &(from, to, length) in links.iter().filter(|link| link.2 >= 0.0 && link.2.is_finite()) {
            into[to as usize].push((from, length));
        }
        let mut length: Vec<Option<f64>> = vec![None; places];
        let mut next: Vec<u32> = (0..).take(places).collect();
        // Lengths of zero or more sort as their bits do; equals are settled by number, so that ways do not depend on the order
        // of rows.
        let mut queue = BinaryHeap::from([Reverse((0u64, to, to))]);
        while let Some(Reverse((bits, place, by))) = queue.pop() {
            if length[place as usize].is_some() {
                continue;
            }
            let far = f64::from_bits(bits);
            length[place as usize] = Some(far);
            next[place as usize] = by;
            for &(from, more) in into[place as usize].iter().filter(|(from, _)| length[*from as usize].is_none()) {
                queue.push(Reverse(((far + more).to_bits(), from, place)));
            }
        }
        Self { length, next }
    }

    /// The places of the way from `place`, both ends included; empty where there is none.
    pub fn route(&self, place: u32) -> Vec<u32> {
        if self.length.get(place as usize).copied().flatten().is_none() {
            return Vec::new();
        }
        let mut route = vec![place];
        let mut at = place;
        while self.next[at as usize] != at {
            at = self.next[at as usize];
            route.push(at);
        }
        route
    }
}

/// Why a supplier has a rank or none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// It has one.
    Ranked,
    /// What a unit costs is not known.
    CostUnknown,
    /// Where it is is not known.
    PlaceUnknown,
    /// No way leads from it.
    Unreachable,
}

impl Reason {
    /// The word in tables.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Ranked => "ranked",
            Self::CostUnknown => "cost_unknown",
            Self::PlaceUnknown => "place_unknown",
            Self::Unreachable => "unreachable",
        }
    }
}

/// A supplier in its rank.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Offered {
    /// Its place among those handed in.
    pub supplier: usize,
    /// Its rank, from 1.
    pub rank: Option<u32>,
    /// Length of its way.
    pub length: Option<f64>,
    /// Unit cost and freight.
    pub delivered: Option<f64>,
    /// What it is allotted, and what is still short then.
    pub allotted: Option<(f64, f64)>,
    /// Why.
    pub reason: Reason,
}

/// Suppliers by delivered price, then those without one; equals keep their order.
pub fn supplier_routes(
    suppliers: &[Supplier],
    ways: &Ways,
    rate: f64,
    quantity: Option<f64>,
) -> (Vec<Offered>, Vec<Diagnostic>) {
    let known = |value: Option<f64>| value.filter(|value| value.is_finite() && *value >= 0.0);
    let mut offered: Vec<Offered> = suppliers
        .iter()
        .enumerate()
        .map(|(place, supplier)| {
            let length = supplier.place.and_then(|place| ways.length.get(place as usize).copied().flatten());
            let delivered = known(supplier.unit_cost).zip(length).map(|(cost, length)| cost + rate * length);
            let reason = match (supplier.place, length, delivered) {
                (None, ..) => Reason::PlaceUnknown,
                (_, None, _) => Reason::Unreachable,
                (.., None) => Reason::CostUnknown,
                _ => Reason::Ranked,
            };
            Offered { supplier: place, rank: None, length, delivered, allotted: None, reason }
        })
        .collect();
    offered.sort_by(|one, two| {
        let price = |offered: &Offered| offered.delivered.unwrap_or(f64::INFINITY);
        price(one).total_cmp(&price(two)).then(one.supplier.cmp(&two.supplier))
    });
    let mut short = quantity;
    for (rank, one) in (1..).zip(offered.iter_mut().filter(|one| one.delivered.is_some())) {
        one.rank = Some(rank);
        if let Some((left, capacity)) = short.zip(known(suppliers[one.supplier].capacity)) {
            let part = left.min(capacity);
            one.allotted = Some((part, left - part));
            short = Some(left - part);
        }
    }
    let unranked = offered.iter().filter(|one| one.rank.is_none()).count();
    let unmet = usize::from(short.is_some_and(|short| short > 0.0));
    let findings = [("STR708", unranked), ("STR709", unmet)].into_iter().filter(|one| one.1 > 0);
    (offered, findings.map(|(code, count)| noted(code, count)).collect())
}

fn noted(code: &str, count: usize) -> Diagnostic {
    let page = super::PAGES.iter().find(|page| page.code == code).expect("codes used here are in the catalogue");
    let place = Place { resource: "chain_supply".to_owned(), ..Place::default() };
    Diagnostic::new(page, place).help(Words::new(format!("共 {count} 处"), format!("{count} in all")))
}
