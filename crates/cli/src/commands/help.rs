//! `liantu help`

use crate::arguments;
use crate::context::Context;
use crate::failure::Failure;
use liantu_model::Language;

/// What is typed.
#[derive(clap::Args)]
pub struct Help {
    /// A command, or exit-codes
    pub topic: Vec<String>,
}

const EXIT_CODES_ZH: &str = "\
退出码

  0  成功
  1  程序内部错误
  2  命令行有误
  3  数据有错，或请求的内容无效
  4  没有找到（工作空间、表、方法、修订、文件、诊断代码）
  5  不允许（如未确认的恢复、非只读的 SQL、无权限的文件）
  6  与现状冲突（如工作空间正被写入、文件夹不为空、已取消）
  7  暂时无法完成（如磁盘已满、端口被占用）
";
const EXIT_CODES_EN: &str = "\
Exit codes

  0  done
  1  internal error
  2  the command line is wrong
  3  the data has errors, or the request is invalid
  4  not found (workspace, table, method, revision, file, diagnostic code)
  5  refused (an unconfirmed restore, SQL that writes, a file without permission)
  6  in conflict with the present state (another writer, a folder that is not empty, cancelled)
  7  cannot be done now (disk full, port in use)
";

pub fn execute(context: &Context, arguments: &Help) -> Result<(), Failure> {
    if arguments.topic == ["exit-codes"] {
        return context.print(exit_codes(context.language));
    }
    let mut command = arguments::command(context.language);
    command.build();
    let mut found = &mut command;
    for word in &arguments.topic {
        let unknown = || Failure::Unknown { word: word.clone(), list: "help" };
        found = found.find_subcommand_mut(word).ok_or_else(unknown)?;
    }
    context.print(&found.render_long_help().to_string())
}

/// The exit codes and what they mean.
pub const fn exit_codes(language: Language) -> &'static str {
    match language {
        Language::Zh => EXIT_CODES_ZH,
        Language::En => EXIT_CODES_EN,
    }
}
