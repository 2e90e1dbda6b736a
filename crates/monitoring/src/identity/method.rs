//! Duplicate actors: which rows of the register mean the same body?

use crate::declare::{number, parameter, words};
use liantu_model::method::Input;
use liantu_model::text::text;
use liantu_model::{Explanation, Method, ParameterKind, Severity};

/// The declaration.
pub const METHOD: Method = Method {
    id: "duplicate_actors",
    version: 1,
    study: "monitoring",
    title: text("重复主体", "Duplicate actors"),
    question: text("名录中哪些主体其实是同一个？", "Which actors of the register are one and the same?"),
    formula: text(
        "名称归一：全角转半角、繁体转简体、大小写，去空格标点，取出括号内容与开头的地名，去掉组织形式（有限公司、Co., Ltd. 等）。比较共享至少一个不常见二字片段的每一对；相似度为加权 Dice：2Σ_{共有}w / (Σw₁ + Σw₂)，w = ln((N+1)/n) + 0.1，n 为含该片段的主体数。校验通过的统一社会信用代码相同即为同一，不同即为不同。",
        "Names are made plain: half-width, simplified, lower case, without spaces and punctuation, with brackets and the place at the beginning taken out and legal forms (有限公司, Co., Ltd. …) dropped. Pairs that share an uncommon piece of two characters are compared; likeness is a weighted Dice coefficient 2Σ_{shared}w/(Σw₁ + Σw₂), w = ln((N+1)/n) + 0.1 with n actors that have the piece. One valid unified social credit code is one body, two are two.",
    ),
    limits: text(
        "结果是建议：review 的各对需人工决定。地名、括号内容、集团、分公司或区域不同的同名者一律交人工。简称与全称相差很大、外文译名、改名前后的名称无法由字面识别，请用 aliases。代码未通过校验者视为没有代码。",
        "Suggestions only: a person decides the pairs marked review. Equal names that differ in place, in brackets, in being a group or a branch, or in region always go to a person. Short names far from the full ones, translations and names before a rename cannot be seen from the letters: list them as aliases. A code that fails its check counts as none.",
    ),
    reference: "Fellegi, I. P., Sunter, A. B. (1969). A theory for record linkage. JASA 64, 1183–1210. Christen, P. (2012). Data Matching. Springer. GB 32100-2015.",
    aliases: &["entity_resolution", "deduplicate", "record_linkage", "实体对齐", "去重", "重复企业"],
    inputs: &[
        Input {
            table: "actor",
            columns: &["actor_id", "name_zh", "name_en", "credit_code", "region", "aliases"],
            optional: false,
        },
        Input { table: "link", columns: &["from_actor", "to_actor"], optional: true },
    ],
    parameters: &[
        parameter(
            "same",
            ParameterKind::Number { min: 0.0, max: 1.0, unit: None },
            Some("0.92"),
            "同一界限",
            "Same",
            "相似度不小于此数视为同一",
            "Likeness of at least this is the same",
        ),
        parameter(
            "doubtful",
            ParameterKind::Number { min: 0.0, max: 1.0, unit: None },
            Some("0.7"),
            "存疑界限",
            "Doubtful",
            "相似度不小于此数交人工决定",
            "Likeness of at least this is for a person to decide",
        ),
        parameter(
            "common",
            ParameterKind::Integer { min: 2, max: 100_000 },
            Some("200"),
            "常见片段",
            "Common pieces",
            "多于这么多主体共有的片段不引起比较",
            "Pieces that more actors share start no comparison",
        ),
    ],
    outputs: &[
        words("actor", "主体", "Actor", "编号较前者", "The one listed first").required(),
        words("other", "另一主体", "Other", "编号较后者", "The one listed later").required(),
        words("name", "名称", "Name", "前者名称", "Name of the first"),
        words("other_name", "另一名称", "Other name", "后者名称", "Name of the other"),
        number("score", "相似度", "Likeness", "0 到 1", "From 0 to 1"),
        words("decision", "判断", "Decision", "same 为同一，review 待人工决定", "same, or review by a person"),
        words(
            "reason",
            "理由",
            "Reason",
            "code 代码相同；name 归一后同名；alike 相似；codes_differ、regions_differ、parts_differ 同名而代码、区域、地名、括号或集团不同",
            "code: one credit code; name: one plain name; alike; codes_differ, regions_differ, parts_differ: alike in name but not in code, region, place, brackets or group",
        ),
        words(
            "cluster",
            "归为",
            "Cluster",
            "同一者中最先列出的编号；待定者为空",
            "The first listed of those that are the same; null under review",
        ),
    ],
};

pub(crate) const PAGES: &[Explanation] = &[
    Explanation {
        code: "MON401",
        severity: Severity::Note,
        title: text("有待人工决定的主体对", "Pairs of actors wait for a person to decide"),
        body: text(
            "名称相近但不足以判定为同一，或同名而代码、区域、括号、集团不同。请逐对核对；在其中一行的 aliases 中写上另一名称，或补充统一社会信用代码，即可定案。",
            "Names are alike but not enough, or equal while code, region, brackets or group differ. Look at each pair; naming the other in aliases, or giving the unified social credit codes, settles it.",
        ),
    },
    Explanation {
        code: "MON402",
        severity: Severity::Warning,
        title: text("统一社会信用代码未通过校验，未用于识别", "Credit codes that fail their check were not used"),
        body: text(
            "代码的长度、字符或校验位有误，不能证明身份，只比较了名称。请在来源处更正。",
            "Length, characters or the check character of a code are wrong; it proves nothing, and names alone were compared. Correct it at the source.",
        ),
    },
];
