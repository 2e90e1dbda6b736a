//! The help of every command and flag in Chinese, by the path of names that leads there.

/// The Chinese help under `key`, such as `import.about` or `import.paths`.
pub(super) fn text(key: &str) -> Option<&'static str> {
    TEXTS.iter().find(|(name, _)| *name == key).map(|(_, text)| *text)
}

const TEXTS: &[(&str, &str)] = &[
    ("about", "跨区域的产业链与创新链地图：谁与谁相连，在六张网中的哪一张，从何时起，依据是什么。"),
    ("after", "先试 `liantu demo`，再看 `liantu help import`。退出码：`liantu help exit-codes`。"),
    ("workspace", "工作空间文件夹；不给则取当前文件夹所在的工作空间"),
    ("json", "在标准输出写一个 JSON 值；错误以 problem JSON 写到标准错误"),
    ("lang", "消息的语言；不给则随系统区域设置"),
    ("quiet", "只输出结果与错误"),
    ("verbose", "输出正在做的事；给两次则更详细"),
    ("new.about", "新建空的工作空间"),
    ("new.directory", "要建的文件夹；须为空或不存在"),
    ("new.name", "工作空间的名称；不给则取文件夹名"),
    ("import.about", "把文件读入工作空间"),
    (
        "import.after",
        "示例：\n  liantu import data/yrd-cooperation\n  liantu import 企业.csv --propose-map > 企业.toml\n  liantu import 企业.csv --map 企业.toml --policy reject-rows\n\n有被拒绝的行时：liantu sql \"select * from rejects\"、liantu explain 代码。",
    ),
    ("import.paths", "数据包（文件夹、zip 或 datapackage.json），或 CSV、XLSX、Parquet、GeoJSON 文件"),
    ("import.map", "映射文件：外来文件的列对应哪些列"),
    ("import.propose_map", "根据表头拟出映射文件并输出，不读入数据"),
    ("import.table", "文件所属的表"),
    ("import.policy", "数据有错时：拒绝整个包、拒绝有错的行，或只警告"),
    ("import.dry_run", "只检查，不写入"),
    ("import.show", "每个代码显示几条"),
    ("check.about", "检查文件，不读入"),
    (
        "check.after",
        "示例：\n  liantu check data/yrd-cooperation\n  liantu check 企业.csv --map 企业.toml --json\n\n不需要工作空间。数据有错时退出码为 3。",
    ),
    ("check.paths", "数据包（文件夹、zip 或 datapackage.json），或 CSV、XLSX、Parquet、GeoJSON 文件"),
    ("check.map", "映射文件：外来文件的列对应哪些列"),
    ("check.table", "文件所属的表"),
    ("check.policy", "数据有错时：拒绝整个包、拒绝有错的行，或只警告"),
    ("check.show", "每个代码显示几条"),
    ("tables.about", "列出工作空间的表，或一张表的列"),
    ("tables.name", "表名；给出则列出它的列"),
    ("tables.as_of", "读取的状态：修订号、日期或 RFC 3339 时刻"),
    ("sql.about", "用 SQL 查询工作空间（只读）"),
    (
        "sql.after",
        "示例：\n  liantu sql \"select layer, count(*) from link group by layer\"\n  liantu sql --file 查询.sql --format csv -o 结果.csv\n  echo \"select 1\" | liantu sql -",
    ),
    ("sql.query", "查询语句；- 表示从标准输入读取"),
    ("sql.file", "从文件读取查询语句"),
    ("sql.as_of", "读取的状态：修订号、日期或 RFC 3339 时刻"),
    ("sql.format", "输出格式"),
    ("sql.output", "写入文件，不输出到屏幕"),
    ("sql.limit", "最多显示几行；表格默认 100 行，其他格式默认全部"),
    ("methods.about", "列出方法，或说明一个方法"),
    ("methods.word", "方法的编号、别名，或要查找的词"),
    ("run.about", "在工作空间或文件上运行一个方法"),
    (
        "run.after",
        "示例：\n  liantu run location_quotient --help\n  liantu run location_quotient --format csv > lq.csv\n  liantu run location_quotient --table indicator=facts.csv",
    ),
    ("run.table", "用文件代替工作空间的表；可重复"),
    ("run.as_of", "读取的状态：修订号、日期或 RFC 3339 时刻"),
    ("run.save", "以此名称把结果行保存到工作空间：表 `result_<方法>`，来历在表 `result`"),
    ("run.format", "输出格式"),
    ("run.output", "写入文件，不输出到屏幕"),
    ("explain.about", "说明一个诊断代码"),
    ("explain.code", "诊断代码，如 PKG207"),
    ("explain.list", "列出全部代码"),
    ("log.about", "列出工作空间的修订"),
    ("restore.about", "把旧修订恢复为最新状态"),
    ("restore.revision", "要恢复的修订号"),
    ("restore.yes", "不再询问"),
    ("export.about", "把工作空间写成数据包"),
    ("export.target", "新文件夹，或以 .zip 结尾的文件"),
    ("export.format", "数据文件的格式"),
    ("export.table", "只要这张表；可重复"),
    ("export.as_of", "读取的状态：修订号、日期或 RFC 3339 时刻"),
    ("serve.about", "启动工作台与 REST 接口"),
    ("serve.address", "监听的地址；默认只在本机"),
    ("serve.port", "端口；0 表示任一空闲端口"),
    ("serve.host", "还接受的主机名，如前置代理的名称；可重复"),
    ("serve.open", "在浏览器中打开"),
    ("demo.about", "载入自带的示例并启动工作台"),
    ("demo.directory", "存放示例工作空间的文件夹"),
    ("demo.port", "端口；不给则用 7400，被占用时用任一空闲端口"),
    ("demo.open", "在浏览器中打开"),
    ("demo.load_only", "只载入，不启动工作台"),
    ("config.about", "读取或更改工作空间的设置"),
    ("config.list.about", "列出全部设置"),
    ("config.get.about", "读取一项设置"),
    ("config.get.key", "设置的名称"),
    ("config.set.about", "更改一项设置"),
    ("config.set.key", "设置的名称"),
    ("config.set.value", "新值"),
    ("completions.about", "输出 shell 的补全脚本"),
    ("completions.shell", "哪一种 shell"),
    ("man.about", "写出手册页"),
    ("man.directory", "写入的文件夹"),
    ("help.about", "命令的帮助，或退出码"),
    ("help.topic", "命令，或 exit-codes"),
];

#[cfg(test)]
mod tests {
    use super::TEXTS;
    use std::collections::HashSet;

    #[test]
    fn every_key_is_there_once() {
        let mut seen = HashSet::new();
        assert!(TEXTS.iter().all(|(key, _)| seen.insert(key)));
    }
}
