//! The plan for the emergency: what is on its list, how much stock it keeps, who gives what to whom. When it switches on is a question of
//! alerts, and answered where those are.

pub mod allocation;
pub mod list;
pub(crate) mod pages;
pub mod plan;
pub mod stock;

use crate::cascade::declare::words;
use liantu_model::method::Input;
use liantu_model::schema::Column;
use liantu_model::text::text;

const KEY_ITEMS: Input = Input {
    table: "key_item",
    columns: &[
        "item",
        "region",
        "owner",
        "backup",
        "procedure",
        "priority",
        "outage_probability",
        "recovery_rate",
        "shortage_cost",
        "holding_cost",
        "stock_days",
        "recovery_days",
        "daily_loss",
        "demand",
        "capacity",
        "unit_cost",
        "second_source_cost",
        "joint_outage",
    ],
    optional: false,
};
const ITEM: Column = words("item", text("内容", "Item"), text("关键产品或部门", "The key product or sector"));
const REGION: Column = words("region", text("区域", "Region"), text("区域代码", "Code of the region"));
