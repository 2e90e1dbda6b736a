//! Queries that stop when nobody waits for them.

use datafusion::common::Result;
use datafusion::common::config::ConfigOptions;
use datafusion::common::tree_node::{Transformed, TreeNode};
use datafusion::physical_optimizer::PhysicalOptimizerRule;
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::coop::CooperativeExec;
use datafusion::physical_plan::execution_plan::CardinalityEffect;
use std::sync::Arc;

/// Lets a query be interrupted wherever it multiplies rows. DataFusion does so where rows are read; a join that makes
/// billions of rows out of two small tables has then long finished reading.
#[derive(Debug)]
pub(crate) struct Interruptible;

impl PhysicalOptimizerRule for Interruptible {
    fn optimize(&self, plan: Arc<dyn ExecutionPlan>, _config: &ConfigOptions) -> Result<Arc<dyn ExecutionPlan>> {
        let wrap = |node: Arc<dyn ExecutionPlan>| {
            let multiplies =
                !matches!(node.cardinality_effect(), CardinalityEffect::Equal | CardinalityEffect::LowerEqual);
            if node.children().is_empty() || !multiplies {
                return Ok(Transformed::no(node));
            }
            Ok(Transformed::yes(Arc::new(CooperativeExec::new(node)) as Arc<dyn ExecutionPlan>))
        };
        plan.transform_up(wrap).map(|plan| plan.data)
    }

    fn name(&self) -> &'static str {
        "Interruptible"
    }

    fn schema_check(&self) -> bool {
        true
    }
}
