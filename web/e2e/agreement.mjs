// The enclave of the worked example of `settle`: halves of what is collected above 1,000 (10,000 yuan); every figure is assumed.

export const ID = "e2e-suzhou-suqian";

export const TEXT = `format = 1
id = '${ID}'
kind = 'forward_enclave'
start = 2021-01-01
end = 2031-01-01
title_zh = 'e2e 苏州宿迁工业园区（数字为假定）'
title_en = 'e2e Suzhou-Suqian Industrial Park (assumed figures)'
due_days = 90
owner = 'suzhou'

[[party]]
id = 'suzhou'
name_zh = '苏州市'
name_en = 'Suzhou'
level = 'city'
role = 'fly_out'

[[party]]
id = 'suqian'
name_zh = '宿迁市'
name_en = 'Suqian'
level = 'city'
role = 'fly_in'

[[clause]]
id = 'tax'
kind = 'increment'
title_zh = '新增地方税收对半分'
title_en = 'Halves of the new local tax'
items = ['local_tax']
base = '1000 万元'
shares = { suzhou = 0.5, suqian = 0.5 }
`;

/** From 2023 on Suzhou gets 40 %. */
export const AMENDED = `${TEXT}
[[amendment]]
id = '2024'
signed = 2024-03-01
effective = 2023-01-01
reason = '向飞入地倾斜'

[[amendment.clause]]
id = 'tax'
kind = 'increment'
items = ['local_tax']
base = '1000 万元'
shares = { suzhou = 0.4, suqian = 0.6 }
`;

/** What Suqian collects. */
export const FACTS = [
  ["2021", "3000 万元"],
  ["2022", "800 万元"],
  ["2023", "5000 万元"],
];
