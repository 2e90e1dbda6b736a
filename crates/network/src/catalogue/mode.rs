//! What is found where practice modes are recognised.

use liantu_model::text::text;
use liantu_model::{Explanation, Severity};

pub(super) const PAGES: &[Explanation] = &[
    Explanation {
        code: "NET501",
        severity: Severity::Warning,
        title: text("不能判定模式", "No mode is determined"),
        body: text(
            "事项太少，或最可能的模式不比其次者、不比“都不是”足够可能。原因见列 doubt：few_ties 为事项少于 least_ties；rivals 为与其次者难分；fits_none 为更像不属于任何模式。请补充联系及其日期、成员坐标，或把结果当作“未知”使用。",
            "There are too few ties, or the most probable mode is not enough more probable than the next, or than none. The column doubt says why: few_ties, fewer than least_ties; rivals, too close to the next; fits_none, about as probable that it follows no mode. Add links with their days, and places of the members; else treat the answer as unknown.",
        ),
    },
    Explanation {
        code: "NET502",
        severity: Severity::Note,
        title: text("没有日期可排先后", "No days to put the ties in order"),
        body: text(
            "案例的联系都没有起始日，也没有来源所述的阶段，因此网络的先后次序不作为证据，也不能判断发展阶段。",
            "No link of the case has a start or a stage that a source states. The order of the layers is no evidence, and where it stands in its development cannot be told.",
        ),
    },
    Explanation {
        code: "NET503",
        severity: Severity::Note,
        title: text("看不出空间形态", "The shape of the places cannot be told"),
        body: text(
            "已知坐标的成员不足三个（相距不远的两个除外），形态不作为证据。请为区域补充经纬度，或为功能区列出成员。",
            "Fewer than three members have a known position (two if they lie close together), so that the shape is no evidence. Give the regions longitude and latitude, or list the members of the area.",
        ),
    },
    Explanation {
        code: "NET504",
        severity: Severity::Warning,
        title: text("模式资料不可用", "A profile of a mode cannot be used"),
        body: text(
            "表 mode_profile 中的某一行不合用：特征或读数未知，或份额不在 0 到 1 之间、合计不为 1。该特征对该模式不作为证据。",
            "A row of the table mode_profile is of no use: its feature or reading is unknown, or the shares of a feature are not between 0 and 1 or do not add up to 1. The feature is no evidence for this mode.",
        ),
    },
    Explanation {
        code: "NET505",
        severity: Severity::Warning,
        title: text("联系太少，不能判定区域结构", "Too few ties to tell the structure"),
        body: text(
            "区域少于五个，或有联系的区域对少于 least_pairs。没有记录的联系不等于没有联系，因此不判为“独立中心”。请补充联系、放宽时期或改用更细的尺度。",
            "There are fewer than five regions, or fewer linked pairs than least_pairs. What is not recorded need not be absent, so this is not taken for independent centres. Add links, take a longer period, or a finer scale.",
        ),
    },
    Explanation {
        code: "NET506",
        severity: Severity::Note,
        title: text("区域结构阶段不能判定", "No stage of the structure is determined"),
        body: text(
            "最可能的阶段不比其次者、或不比“都不是”足够可能。列 candidate 与各概率仍给出；列 evidence 说明各特征的读数与分量。",
            "The most probable stage is not enough more probable than the next, or than none. The candidate and the probabilities are given all the same, and the column evidence tells what each feature reads and weighs.",
        ),
    },
];
