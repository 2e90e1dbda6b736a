//! Whole rows, keys and references.

pages! {
    KEY_DUPLICATE = "PKG301" Error
        zh "主键重复"
        "前面已有一行的主键与此相同（主键列都为空也算相同），无法判断以哪一行为准。相关位置是第一次出现的行。\n\n处理：删去或合并重复的行；若是同一区域的不同时期，填上 start。\n\n例：两行 actor_id 都是 A001。"
        en "Duplicate key"
        "An earlier row has the same key (two absent values count as equal), so nothing says which row holds. The related place is where it occurred first.\n\nWhat to do: remove or merge the duplicates; for the same region at different times, fill in start.\n\nExample: two rows with the actor_id A001.";
    REFERENCE_UNKNOWN = "PKG302" Error
        zh "引用的对象不存在"
        "该值应是另一张表中某行的编号，而数据包和工作区里都没有。\n\n处理：改正编号，或在那张表中补上一行。\n\n例：link 的 from_actor 是 A999，actor 表中没有。"
        en "It refers to nothing"
        "The value should be the identifier of a row in another table, and neither the package nor the workspace has it.\n\nWhat to do: correct the identifier, or add the row to that table.\n\nExample: the from_actor of a link is A999, and actor has no such row.";
    TIME_REVERSED = "PKG303" Error
        zh "起始不早于终止"
        "有效期左闭右开：start 是第一天，end 是结束后的第一天，因此 start 必须早于 end。多半是两个日期写反了，或把最后一天写进了 end。\n\n处理：对调；或把 end 改为后一天。\n\n例：start = 2021-05-01, end = 2020-05-01。"
        en "It does not start before it ends"
        "Validity is half-open: start is the first day and end the first day after it, so start must come before end. Usually the two are swapped, or end holds the last day.\n\nWhat to do: swap them, or move end to the next day.\n\nExample: start = 2021-05-01, end = 2020-05-01.";
    UNIT_SWITCHED = "PKG304" Warning
        zh "单位可能被换过"
        "同一商品、同一对象的单价（或用电量）从一期到下一期变为约一千倍或一万倍（或其倒数）。这多半不是行情，而是单位换了（千克与吨、元与万元、千瓦时与万千瓦时）。数值按原样保留。在一次导入的记录之间比较；与已存各期相比见 MON505。\n\n处理：向来源核对；若单位换了，把这些行用带 factor 的映射重新导入。\n\n例：2023-03 单价 12.5，2023-04 单价 12480。"
        en "A unit may have been switched"
        "The unit value of a commodity (or the electricity of a customer) becomes about a thousand or ten thousand times another from one period to the next. That is rarely the market, and mostly a unit: kg and t, yuan and 10,000 yuan, kWh and 10,000 kWh. The numbers stay as they are. The records of one import are compared with each other; MON505 compares what they add up to with the periods that are stored.\n\nWhat to do: ask the source; if the unit changed, import these rows again with a factor in the mapping.\n\nExample: 12.5 in 2023-03, 12,480 in 2023-04.";
    UNIT_CONVERTED = "PKG305" Note
        zh "单位已换算"
        "这一列按映射中的 factor 换算：每个数乘以它。found 是原列名与系数，expected 是换算后的单位。\n\n处理：核对单位；不对时改映射中的 factor。\n\n例：注册资本（万元） × 10000，单位为元。"
        en "A unit was converted"
        "The numbers of this column were multiplied by the factor of the mapping. The header and the factor are given, and the unit after it.\n\nWhat to do: check the unit; where it is wrong, change the factor in the mapping.\n\nExample: 注册资本（万元） × 10000, in yuan.";
    UNIT_NOT_APPLIED = "PKG306" Warning
        zh "写明的单位没有用上"
        "列名（或表头上方的“单位：”一行）写有单位，而它不是这一列可换算的单位，也没有写 factor；数值按原样保留。若单位不同，数值就差了相应的倍数。\n\n处理：在映射中为该列写 factor；无需换算时写 factor = 1.0，数量的单位写进 quantity_unit。\n\n例：“用电量（大卡）”。"
        en "A stated unit was not applied"
        "The header (or a line 单位： above it) states a unit that is not one the column can be converted from, and no factor is written; the numbers stay as they are. Where the unit is another one, they are wrong by its factor.\n\nWhat to do: write factor for the column in the mapping, factor = 1.0 where nothing is to be converted; the unit of a quantity goes into quantity_unit.\n\nExample: 用电量（大卡）.";
    UNIT_OTHER = "PKG307" Error
        zh "单位属于另一种量"
        "列名写明的单位是已知的，但与这一列所存的不是同一种量（如人民币列写作美元），没有固定的换算系数，因此不读取该文件。\n\n处理：在映射中为该列写 factor（如当时的汇率）；列名有误时写 factor = 1.0。\n\n例：“注册资本（万美元）”，该列以元计。"
        en "The unit is of another kind"
        "The unit in the header is known and of another kind than what the column keeps (dollars in a column of yuan), so that no fixed factor converts it and the file is not read.\n\nWhat to do: write factor for the column in the mapping, such as the exchange rate of the time; factor = 1.0 where the header is wrong.\n\nExample: 注册资本（万美元） in a column that is kept in yuan.";
}
