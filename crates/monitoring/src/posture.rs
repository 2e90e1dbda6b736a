//! Posture: when does a region pass from normal work to emergency work and back (平战转换)?

use crate::declare::{DUPLICATES, PERIOD, REGION_COLUMN, REGIONS, parameter, words};
use liantu_model::method::Input;
use liantu_model::schema::{Column, ColumnKind};
use liantu_model::text::text;
use liantu_model::{Method, ParameterKind};

/// The declaration.
pub const METHOD: Method = Method {
    id: "posture",
    version: 3,
    study: "monitoring",
    title: text("平战转换", "Posture"),
    question: text(
        "各区域何时应由常态转入警戒、应急、恢复，依据什么，由谁决定？",
        "When should each region pass from normal to alert, emergency and recovery, on what grounds, and who decides?",
    ),
    formula: text(
        "状态：常态、警戒、应急、恢复。常态遇橙色或红色预警转警戒；警戒连续 confirm 期有红色预警转应急，连续 clean 期无橙红转常态；应急连续 clean 期无红色转恢复；恢复遇红色即回应急，连续 clean 期无橙红转常态。联合令（事件表，kind = joint_order）直接转应急。",
        "States: normal, alert, emergency, recovery. Normal turns to alert where an orange or red alert is up; alert to emergency after `confirm` consecutive steps with a red one, back to normal after `clean` steps with neither; emergency to recovery after `clean` steps without red; recovery to emergency at once with red, to normal after `clean` steps with neither. A joint order (table event, kind joint_order) leads straight to emergency.",
    ),
    limits: text(
        "只有预警规则（rule）所发布的预警参与。无从判断的时期（红、橙规则均未知）不算干净期，因此缺报不会使状态自行降级。每次转换写明依据与有权决定的层级；转换是建议，决定权在人。",
        "Alerts of the rules (table rule) count. A step about which no orange or red rule knows anything is not clean, so that a missing report never lowers the posture. Each transition names its grounds and the level that may decide it; it is a suggestion, and people decide.",
    ),
    reference: "突发事件应对法 (2007, revised 2024), on raising and lowering responses. States and hysteresis: own proposal.",
    aliases: &["peace_war", "emergency", "mode_switch", "平战", "应急", "状态转换"],
    inputs: &[
        Input { table: "rule", columns: &["rule_id", "text", "frequency", "levels", "aggregate"], optional: true },
        Input { table: "indicator", columns: &["indicator", "region", "industry", "period", "value"], optional: true },
        Input {
            table: "flow",
            columns: &["origin", "destination", "item", "period", "value", "quantity"],
            optional: true,
        },
        Input { table: "event", columns: &["date", "kind", "region"], optional: true },
        REGIONS,
    ],
    parameters: &[
        crate::watch::RULES,
        crate::watch::TEXT,
        crate::watch::FREQUENCY,
        crate::watch::LEVELS,
        parameter(
            "confirm",
            ParameterKind::Integer { min: 1, max: 120 },
            Some("2"),
            "确认期数",
            "Confirm",
            "红色预警持续多少期才转应急",
            "Steps with a red alert before an emergency",
        ),
        parameter(
            "clean",
            ParameterKind::Integer { min: 1, max: 120 },
            Some("3"),
            "干净期数",
            "Clean",
            "连续多少期干净才降级",
            "Clean steps before the posture is lowered",
        ),
        parameter(
            "authorities",
            ParameterKind::Text,
            Some("execution, decision, coordination, execution"),
            "决定层级",
            "Authorities",
            "依次为转入警戒、应急、恢复、常态的决定者",
            "Who decides to turn to alert, emergency, recovery and normal, in this order",
        ),
        crate::watch::MATRIX,
        crate::watch::ABSENT,
        PERIOD,
        DUPLICATES,
    ],
    outputs: &[
        REGION_COLUMN,
        Column::new(
            "period",
            ColumnKind::Period,
            text("时期", "Period"),
            text("转换的时期", "The step of the transition"),
        ),
        words(
            "from",
            "自",
            "From",
            "normal 常态，alert 警戒，emergency 应急，recovery 恢复",
            "normal, alert, emergency or recovery",
        ),
        words("to", "至", "To", "转入的状态", "The state it turns to"),
        words(
            "cause",
            "依据",
            "Cause",
            "red 红色预警，orange 橙色预警，order 联合令，clean 连续干净期",
            "red or orange alerts, a joint order, or clean steps",
        ),
        words("authority", "决定者", "Authority", "有权决定者", "Who may decide it"),
    ],
};

/// How a region works.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Posture {
    /// As usual.
    #[default]
    Normal,
    /// Watching closely.
    Alert,
    /// Dealing with a shock.
    Emergency,
    /// Returning.
    Recovery,
}

impl Posture {
    /// The word that stands in results.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Normal => "normal",
            Self::Alert => "alert",
            Self::Emergency => "emergency",
            Self::Recovery => "recovery",
        }
    }
}

/// What is known of a step.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "four independent facts of a step")]
pub struct Signal {
    /// Whether a red alert is up.
    pub red: bool,
    /// Whether an orange one is.
    pub orange: bool,
    /// Whether there is a joint order.
    pub order: bool,
    /// Whether something is known of the step: what is not known is not clean.
    pub known: bool,
}

/// Why the posture changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// A red alert.
    Red,
    /// An orange alert.
    Orange,
    /// A joint order.
    Order,
    /// Enough clean steps.
    Clean,
}

impl Cause {
    /// The word that stands in results.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Red => "red",
            Self::Orange => "orange",
            Self::Order => "order",
            Self::Clean => "clean",
        }
    }
}

/// A change of posture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Transition {
    /// The step.
    pub at: usize,
    /// From which.
    pub from: Posture,
    /// To which.
    pub to: Posture,
    /// Why.
    pub cause: Cause,
}

/// The transitions of a region, step by step. It rises on red (after `confirm` steps out of alert) or on an order, and falls
/// only after `clean` consecutive clean steps.
pub fn transitions(signals: &[Signal], confirm: usize, clean: usize) -> Vec<Transition> {
    use Posture::{Alert, Emergency, Normal, Recovery};
    let (mut posture, mut red, mut calm, mut cool) = (Normal, 0usize, 0usize, 0usize);
    let mut found = Vec::new();
    for (at, signal) in signals.iter().enumerate() {
        red = if signal.red { red + 1 } else { 0 };
        // Without red or orange; without red.
        calm = if signal.known && !signal.red && !signal.orange { calm + 1 } else { 0 };
        cool = if signal.known && !signal.red { cool + 1 } else { 0 };
        let next = match posture {
            Normal | Alert | Recovery if signal.order => Some((Emergency, Cause::Order)),
            Normal if signal.red => Some((Alert, Cause::Red)),
            Normal if signal.orange => Some((Alert, Cause::Orange)),
            Alert if red >= confirm.max(1) => Some((Emergency, Cause::Red)),
            Emergency if cool >= clean && !signal.order => Some((Recovery, Cause::Clean)),
            Recovery if signal.red => Some((Emergency, Cause::Red)),
            Alert | Recovery if calm >= clean => Some((Normal, Cause::Clean)),
            _ => None,
        };
        if let Some((to, cause)) = next {
            found.push(Transition { at, from: posture, to, cause });
            posture = to;
            // Each way down needs clean steps of its own.
            (calm, cool) = (0, 0);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn signals(letters: &str) -> Vec<Signal> {
        letters
            .chars()
            .map(|letter| Signal {
                red: letter == 'R',
                orange: letter == 'O',
                order: letter == '!',
                known: letter != '?',
            })
            .collect()
    }

    #[test]
    fn there_and_back() {
        let words = |letters: &str| -> Vec<(usize, &'static str)> {
            transitions(&signals(letters), 2, 3).iter().map(|change| (change.at, change.to.word())).collect()
        };
        assert_eq!(words("..ORR......"), [(2, "alert"), (4, "emergency"), (7, "recovery"), (10, "normal")]);
        assert_eq!(
            words("RR..?...?"),
            [(0, "alert"), (1, "emergency"), (7, "recovery")],
            "what is unknown is not clean"
        );
        assert_eq!(words(".!...R"), [(1, "emergency"), (4, "recovery"), (5, "emergency")]);
        assert_eq!(words("R.R.R.R."), [(0, "alert")], "trembling raises no emergency");
    }

    proptest! {
        /// Lowering takes its time, and every transition follows from the one before.
        #[test]
        fn no_flapping(letters in "[RO.?!]{0,80}", confirm in 1usize..4, clean in 1usize..5) {
            let given = signals(&letters);
            let found = transitions(&given, confirm, clean);
            let mut posture = Posture::Normal;
            for (place, change) in found.iter().enumerate() {
                prop_assert_eq!(change.from, posture);
                posture = change.to;
                if change.cause == Cause::Clean {
                    prop_assert!(change.at + 1 >= clean);
                    prop_assert!(given[change.at + 1 - clean..=change.at].iter().all(|signal| signal.known && !signal.red));
                    let before = place.checked_sub(1).map(|place| found[place].at);
                    prop_assert!(before.is_none_or(|before| change.at - before >= clean));
                }
            }
        }
    }
}
