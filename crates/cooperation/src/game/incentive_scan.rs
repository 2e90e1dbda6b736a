//! What places give to those who come: which policies cut taxes, pay subsidies or sell land below its price, on what basis, and
//! who else gives the same.

use crate::form::{boolean, integer, list, number, words, words_given};
use liantu_model::declare::{day, parameter};
use liantu_model::method::Input;
use liantu_model::text::text;
use liantu_model::{Method, ParameterKind, Period};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// The declaration.
pub const METHOD: Method = Method {
    id: "incentive_scan",
    version: 1,
    study: "cooperation",
    title: text("招商政策清查", "Scan of incentives"),
    question: text(
        "哪些招商政策含有应取消的减免与补贴，哪些地方在互相攀比？",
        "Which policies give the tax cuts and subsidies that are to go, and which places outbid each other with them?",
    ),
    formula: text(
        "形式取 policy 表的 instrument；空白时由题名与说明中的用词推断，同一分句中先写明取消、清理、禁止的除外。形式在 forbidden 中：未载明依据为 flagged，载明为 based，由用词推断且未载明依据为 suspected；不在其中为 allowed；推断不出为 unknown。rivals 为有效期有交叠、形式相同、行业相同（空白为所有行业）、形式须取消的政策所属的其他区域；leads：减免比例高于所有对手。",
        "The form is the instrument of the table policy; where that is blank it is read off the words of title and note, unless the same clause speaks of ending or forbidding first. Of a form in `forbidden`: flagged where no basis is stated, based where one is, suspected where the form was read off words and no basis is stated; allowed otherwise; unknown where no word tells. Rivals are the other regions with a policy of the same form, among those to go, for the same industry (blank: all industries) and with a day in common; a policy leads where it gives up a larger part than each of them.",
    ),
    limits: text(
        "清查只指出该由人审查的政策，不作法律判断：依据是否成立、例外（国家安全、科技进步、节能环保、救灾等，须有期限）是否适用由审查者定。由用词推断会有漏有误；隐性的优惠不在文本中。起始日空白的按一直有效计。与对手的每一项政策相比；任一方的比例未知则 leads 为空。区域只按代码比较，不看隶属：省与其所辖的市也互为对手。",
        "The scan names what people have to examine and judges no law: whether a basis holds, and whether an exception applies (security, science, environment, relief, for a limited time), is theirs to say. What is read off words misses some and errs on others; hidden favours are in no text. A policy whose first day is blank counts as in force all along. Where a part is not known on either side, leads is null. Regions are compared by their codes, not by what contains what: a province and a city of it are rivals.",
    ),
    reference: "《公平竞争审查条例》（国务院令第783号，2024年8月1日起施行）第十条、第十二条。Treaty on the Functioning of the European Union, art. 107 (state aid).",
    aliases: &["state_aid", "fair_competition_review", "招商优惠", "公平竞争审查", "税收返还", "财政补贴清理"],
    inputs: &[Input {
        table: "policy",
        columns: &[
            "policy_id",
            "title_zh",
            "title_en",
            "region",
            "industry",
            "instrument",
            "reduction",
            "legal_basis",
            "start",
            "end",
            "note",
        ],
        optional: false,
    }],
    parameters: &[
        parameter(
            "forbidden",
            ParameterKind::Text,
            Some("tax, subsidy, land, fee"),
            "须取消的形式",
            "Forms to go",
            "以逗号分隔：tax、subsidy、land、fee、other",
            "Separated by commas: tax, subsidy, land, fee, other",
        ),
        words_given(
            "date",
            "日期",
            "Day",
            "只计这一天有效的政策，如 2024-08-01；省略则全部",
            "Only policies in force on this day, such as 2024-08-01; all where absent",
        ),
    ],
    outputs: &[
        words("policy_id", "政策", "Policy", "政策的代码", "Identifier of the policy").required(),
        words("region", "区域", "Region", "适用的区域", "Where it is in force"),
        words("industry", "行业", "Industry", "适用的行业；空白为所有", "The industry it concerns; blank: all"),
        words("instrument", "形式", "Form", "tax、subsidy、land、fee、other", "tax, subsidy, land, fee, other"),
        number(
            "reduction",
            "减免比例",
            "Reduction",
            "应缴中减免的比例",
            "The part of what would be due that is given up",
        ),
        day("start", "起始日", "Start", "有效期的第一天", "First day of validity"),
        day("end", "终止日", "End", "有效期之后的第一天", "First day no longer valid"),
        words(
            "status",
            "结果",
            "Status",
            "flagged、suspected、based、allowed、unknown",
            "flagged, suspected, based, allowed, unknown",
        )
        .required(),
        words("sign", "用词", "Sign", "由哪个词推断出形式", "The word from which the form was read"),
        list("rivals", "对手", "Rivals", "给出相同优惠的其他区域", "Other regions that give the same"),
        integer("rival_count", "对手数", "Number of rivals", "其他区域的个数", "How many they are"),
        boolean(
            "leads",
            "领先",
            "Leads",
            "减免比例高于所有对手",
            "Whether it gives up a larger part than each of them",
        ),
    ],
};

/// What a policy gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Instrument {
    /// Less tax.
    Tax,
    /// Money.
    Subsidy,
    /// Land below its price.
    Land,
    /// Lower fees or contributions.
    Fee,
    /// Anything else.
    Other,
}

impl Instrument {
    /// The words of the table.
    pub const WORDS: [(&'static str, Self); 5] = [
        ("tax", Self::Tax),
        ("subsidy", Self::Subsidy),
        ("land", Self::Land),
        ("fee", Self::Fee),
        ("other", Self::Other),
    ];

    /// The instrument of a word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::WORDS.iter().find(|(known, _)| *known == word).map(|own| own.1)
    }

    /// The word of the table.
    pub const fn word(self) -> &'static str {
        Self::WORDS[self as usize].0
    }
}

/// By which words a text gives itself away.
const SIGNS: [(Instrument, &[&str]); 4] = [
    (Instrument::Land, &["零地价", "地价优惠", "出让金返还", "free land", "cheap land", "discounted land"]),
    (Instrument::Fee, &["规费减免", "收费减免", "社会保险费减免", "fee waiver", "fees waived", "waiver of fees"]),
    (
        Instrument::Tax,
        &[
            "税收返还",
            "税收奖励",
            "先征后返",
            "税收优惠",
            "税收减免",
            "减免税",
            "减税",
            "免税",
            "tax rebate",
            "tax refund",
            "tax holiday",
            "tax break",
            "tax cut",
            "tax exemption",
            "tax reduction",
        ],
    ),
    (
        Instrument::Subsidy,
        &["补贴", "奖补", "财政奖励", "财政返还", "subsidy", "subsidies", "subsidised", "subsidized"],
    ),
];

/// Behind these words a clause ends what it names.
const ENDS: [&str; 16] = [
    "取消",
    "清理",
    "禁止",
    "废止",
    "停止",
    "不得",
    "abolish",
    "abolition of",
    "phase out",
    "phased out",
    "phasing out",
    "prohibit",
    "ban on",
    "bans on",
    "repeal",
    END_OF,
];
const END_OF: &str = "end of";

/// What English words may end in and still be the same word.
const FORMS: [&str; 7] = ["", "s", "es", "d", "ed", "ing", "ion"];

/// Words between the things of a list.
const JOINS: [&str; 14] = ["", "s", "es", "and", "or", "all", "any", "和", "及", "以及", "或", "与", "各类", "财政"];

/// Words behind which, or as which, a day, a month or a year follows.
const DATES: [&str; 20] = [
    "year",
    "month",
    "quarter",
    "week",
    "day",
    "fiscal",
    "financial",
    "calendar",
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// Where a word stands in a text. English words stand as such, not within others: there is no "ban on" in "urban on-site".
fn places(text: &str, word: &str) -> impl Iterator<Item = usize> {
    let in_word = |letter: char| letter.is_ascii_alphanumeric();
    text.match_indices(word).map(|(place, _)| place).filter(move |&place| {
        let rest = &text[place + word.len()..];
        let ending = &rest[..rest.find(|letter: char| !in_word(letter)).unwrap_or(rest.len())];
        !word.is_ascii() || !text[..place].ends_with(in_word) && FORMS.contains(&ending)
    })
}

/// The clause in which a text breaks off; a comma or a point within a number ends none.
fn last_clause(text: &str) -> &str {
    let (mut from, mut letters) = (0, text.char_indices().peekable());
    while let Some((place, letter)) = letters.next() {
        let ends = match letter {
            '，' | '。' | '；' | '！' | '？' | ';' | '!' | '?' | '\n' => true,
            ',' | '.' => letters.peek().is_none_or(|(_, next)| next.is_whitespace()),
            _ => false,
        };
        if ends {
            from = place + letter.len_utf8();
        }
    }
    let own = &text[from..];
    own.rsplit_once("改为").map_or(own, |(_, rest)| rest)
}

/// Whether a day, a month or a year comes first: "the end of 2026" ends nothing else.
fn begins_with_date(text: &str) -> bool {
    let words = text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    let mut words = words.skip_while(|word| ["the", "this", "next", "last", "each"].contains(word));
    words.next().is_some_and(|word| word.starts_with(|letter: char| letter.is_ascii_digit()) || DATES.contains(&word))
}

/// Whether a clause ends what it goes on to name.
fn is_ended(clause: &str) -> bool {
    let ends = |word: &str, place: usize| word != END_OF || !begins_with_date(&clause[place + word.len()..]);
    ENDS.iter().any(|word| places(clause, word).any(|place| ends(word, place)))
}

/// Whether nothing but the joints of a list stands between two things.
fn is_joint(between: &str) -> bool {
    let mut words = between.split(|letter: char| letter.is_whitespace() || matches!(letter, ',' | '，' | '、' | '/'));
    words.all(|word| JOINS.contains(&word))
}

/// The first form that a text speaks of without ending it, with the word that tells.
pub fn sign(text: &str) -> Option<(Instrument, &'static str)> {
    let text = text.to_lowercase();
    let words = SIGNS.iter().flat_map(|(instrument, words)| words.iter().map(move |word| (*instrument, *word)));
    // Of two that begin at one place the longer tells more.
    let mut found: Vec<(usize, Reverse<usize>, Instrument, &'static str)> = words
        .flat_map(|(instrument, word)| {
            places(&text, word).map(move |place| (place, Reverse(word.len()), instrument, word))
        })
        .collect();
    found.sort_unstable();
    let mut ended: Option<usize> = None;
    for (place, _, instrument, word) in found {
        // What ends the first thing of a list ends the others too.
        let listed = ended.is_some_and(|until| text.get(until..place).is_none_or(is_joint));
        if !listed && !is_ended(last_clause(&text[..place])) {
            return Some((instrument, word));
        }
        ended = ended.max(Some(place + word.len()));
    }
    None
}

/// A policy as it is written.
#[derive(Clone, Debug, PartialEq)]
pub struct Incentive {
    /// Where it is in force.
    pub region: Option<String>,
    /// Whom it concerns; all where none is named.
    pub industry: Option<String>,
    /// Its form, where that is stated.
    pub instrument: Option<Instrument>,
    /// Titles and notes.
    pub texts: Vec<String>,
    /// The part of what would be due that it gives up.
    pub reduction: Option<f64>,
    /// Whether it says on which law it rests.
    pub based: bool,
    /// When it is in force; none where its days make no sense.
    pub valid: Option<Period>,
}

/// What the scan says of a policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Of a form that is to go, without a basis.
    Flagged,
    /// By its words of a form that is to go, without a basis.
    Suspected,
    /// Of a form that is to go, on a basis that it states.
    Based,
    /// Of a form that may stay.
    Allowed,
    /// Nobody knows of which form.
    Unknown,
}

impl Status {
    /// The word in results.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Flagged => "flagged",
            Self::Suspected => "suspected",
            Self::Based => "based",
            Self::Allowed => "allowed",
            Self::Unknown => "unknown",
        }
    }
}

/// The outcome for a policy.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict<'a> {
    /// Its form, stated or read off its words.
    pub instrument: Option<Instrument>,
    /// What is said of it.
    pub status: Status,
    /// The word that told the form.
    pub sign: Option<&'static str>,
    /// Other regions that give the same, in their order.
    pub rivals: Vec<&'a str>,
    /// Whether it gives up a larger part than each of them.
    pub leads: Option<bool>,
}

/// Scans policies for the forms that are to go.
pub fn scan<'a>(list: &'a [Incentive], forbidden: &[Instrument]) -> Vec<Verdict<'a>> {
    let judged = |own: &Incentive| {
        let read = || own.texts.iter().find_map(|text| sign(text));
        let told = if own.instrument.is_some() { None } else { read() };
        let instrument = own.instrument.or(told.map(|told| told.0));
        let status = match instrument {
            None => Status::Unknown,
            Some(instrument) if !forbidden.contains(&instrument) => Status::Allowed,
            Some(_) if own.based => Status::Based,
            Some(_) if told.is_some() => Status::Suspected,
            Some(_) => Status::Flagged,
        };
        Verdict { instrument, status, sign: told.map(|told| told.1), rivals: Vec::new(), leads: None }
    };
    let mut verdicts: Vec<Verdict<'a>> = list.iter().map(judged).collect();
    let mut to_go: BTreeMap<Instrument, Vec<usize>> = BTreeMap::new();
    for (place, verdict) in verdicts.iter().enumerate() {
        if let Some(instrument) = verdict.instrument.filter(|instrument| forbidden.contains(instrument)) {
            to_go.entry(instrument).or_default().push(place);
        }
    }
    for places in to_go.values() {
        for &place in places {
            let others: Vec<&Incentive> =
                places.iter().map(|&other| &list[other]).filter(|other| rivals(&list[place], other)).collect();
            let mut regions: Vec<&str> = others.iter().filter_map(|other| other.region.as_deref()).collect();
            regions.sort_unstable();
            regions.dedup();
            let theirs: Option<Vec<f64>> = others.iter().map(|other| other.reduction).collect();
            let compared = theirs.filter(|theirs| !theirs.is_empty()).zip(list[place].reduction);
            verdicts[place].leads = compared.map(|(theirs, own)| theirs.iter().all(|part| own > *part));
            verdicts[place].rivals = regions;
        }
    }
    verdicts
}

/// Whether two policies of one form compete for the same firms.
fn rivals(one: &Incentive, two: &Incentive) -> bool {
    let elsewhere = matches!((&one.region, &two.region), (Some(one), Some(two)) if one != two);
    let same = match (&one.industry, &two.industry) {
        (Some(one), Some(two)) => one == two,
        _ => true,
    };
    let together = matches!((&one.valid, &two.valid), (Some(one), Some(two)) if one.overlaps(two));
    elsewhere && same && together
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ALL: [Instrument; 4] = [Instrument::Tax, Instrument::Subsidy, Instrument::Land, Instrument::Fee];

    fn incentive(region: &str, instrument: Option<Instrument>, reduction: Option<f64>, text: &str) -> Incentive {
        Incentive {
            region: Some(region.to_owned()),
            industry: None,
            instrument,
            texts: vec![text.to_owned()],
            reduction,
            based: false,
            valid: "2020/2030".parse().ok(),
        }
    }

    #[test]
    fn words_tell_the_form_and_what_ends_it_does_not() {
        assert_eq!(sign("对新落户企业给予税收返还"), Some((Instrument::Tax, "税收返还")));
        assert_eq!(sign("Subsidies and tax breaks for newcomers"), Some((Instrument::Subsidy, "subsidies")));
        assert_eq!(sign("零地价供地并给予补贴").unwrap().0, Instrument::Land);
        for text in [
            "取消各类税收返还",
            "取消各类税收返还和财政补贴",
            "清理税收返还、财政补贴",
            "不得给予财政补贴",
            "Phase out tax holidays by 2026",
            "Abolish tax breaks, subsidies and free land",
            "The end of tax rebates",
            "Ban on more than 1,000 subsidies",
            "A tax breakdown by region",
            "人才公寓",
            "",
        ] {
            assert_eq!(sign(text), None, "{text}");
        }
        for (text, word) in [
            ("取消补贴，改为税收返还", "税收返还"),
            ("取消补贴改为税收返还", "税收返还"),
            ("清理收费。给予奖补", "奖补"),
            ("Until the end of 2026, tax rebate of 40 %", "tax rebate"),
            ("By the end of the year a tax rebate of 40 %", "tax rebate"),
            ("At the end of June 2026 tax refunds are paid", "tax refund"),
            ("In the trend of the times: a tax cut", "tax cut"),
            ("Urban on-site training subsidy", "subsidy"),
            ("Abolish subsidies; a tax holiday instead", "tax holiday"),
            ("A ban on subsidies above 40.5 %, but a tax cut for movers", "tax cut"),
        ] {
            assert_eq!(sign(text).map(|found| found.1), Some(word), "{text}");
        }
    }

    #[test]
    fn a_planted_rebate_is_flagged_and_its_rivals_are_named() {
        let tax = Some(Instrument::Tax);
        let mut list = vec![
            incentive("a", tax, Some(0.4), ""),
            incentive("b", tax, Some(0.5), ""),
            incentive("b", None, None, "Tax rebate for movers"),
            incentive("c", Some(Instrument::Other), None, "补贴"),
            incentive("d", None, None, "人才公寓"),
            incentive("e", tax, Some(0.1), ""),
        ];
        list[5].based = true;
        let found = scan(&list, &ALL);
        let status: Vec<&str> = found.iter().map(|own| own.status.word()).collect();
        assert_eq!(status, ["flagged", "flagged", "suspected", "allowed", "unknown", "based"]);
        assert_eq!(found[0].rivals, ["b", "e"]);
        // Of one policy in b nobody knows how much it gives up.
        assert_eq!((found[0].leads, found[1].leads, found[2].leads), (None, Some(true), None));
        assert_eq!((found[2].sign, found[3].sign), (Some("tax rebate"), None));
        // Another industry, and other years, are no rivals.
        list[0].industry = Some("C26".to_owned());
        list[1].industry = Some("C39".to_owned());
        list[2].valid = "2031".parse().ok();
        assert_eq!(scan(&list, &ALL)[0].rivals, ["e"]);
        // What is not to go has no rivals.
        assert!(scan(&list, &[Instrument::Land]).iter().all(|own| own.rivals.is_empty()));
    }

    proptest! {
        /// Whoever is a rival has one in turn, nobody is its own, and of rivals at most one leads.
        #[test]
        fn rivalry_is_mutual(list in prop::collection::vec((0u8..4, 0usize..5, 0u8..5), 0..20)) {
            let list: Vec<Incentive> = list.iter().map(|&(region, instrument, part)| {
                let reduction = (part > 0).then(|| f64::from(part) / 4.0);
                incentive(&region.to_string(), Some(Instrument::WORDS[instrument].1), reduction, "")
            }).collect();
            let found = scan(&list, &ALL);
            for (own, verdict) in list.iter().zip(&found) {
                let region = own.region.as_deref().unwrap();
                prop_assert!(!verdict.rivals.contains(&region));
                for (other, theirs) in list.iter().zip(&found).filter(|(_, other)| other.instrument == verdict.instrument) {
                    let rival = other.region.as_deref().unwrap();
                    prop_assert_eq!(verdict.rivals.contains(&rival), theirs.rivals.contains(&region));
                    prop_assert!(region == rival || verdict.leads != Some(true) || theirs.leads != Some(true));
                }
            }
        }
    }
}
