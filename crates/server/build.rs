//! Says where the workbench to embed is: `web/dist` if it has been built, else a page that says how to build it.

use std::path::Path;
use std::{env, fs, io};

const PLACEHOLDER: &str = r#"<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>链图 Liantu</title>
<style>body { font: 1rem/1.6 system-ui, sans-serif; max-width: 40rem; margin: 4rem auto; padding: 0 1rem } code { font-family: ui-monospace, monospace }</style>
</head>
<body>
<h1>链图</h1>
<p>服务已在运行，但这个程序编译时没有带上工作台。在项目目录里运行 <code>make demo</code>，
或先运行 <code>npm ci --prefix web &amp;&amp; npm run --prefix web build</code> 再重新编译。</p>
<p>接口照常可用：<a href="/api/v1/docs?lang=zh">/api/v1/docs</a>。</p>
<div lang="en">
<h1>Liantu</h1>
<p>The server is running, but this program was built without the workbench. Run <code>make demo</code> in the project
folder, or <code>npm ci --prefix web &amp;&amp; npm run --prefix web build</code> and build again.</p>
<p>The API works as it is: <a href="/api/v1/docs?lang=en">/api/v1/docs</a>.</p>
</div>
</body>
</html>
"#;

fn main() -> io::Result<()> {
    let variable = |name: &str| env::var(name).map_err(io::Error::other);
    let built = Path::new(&variable("CARGO_MANIFEST_DIR")?).join("../../web/dist");
    // Cargo takes a missing path for a changed one and would build this crate again every time; an empty folder is a place
    // it can watch. In a tree that cannot be written to, that cost stays.
    let _ = fs::create_dir_all(&built);
    println!("cargo::rerun-if-changed={}", built.display());
    println!("cargo::rerun-if-changed=build.rs");
    let folder = if built.join("index.html").is_file() {
        built.canonicalize()?
    } else {
        let folder = Path::new(&variable("OUT_DIR")?).join("workbench");
        fs::create_dir_all(&folder)?;
        fs::write(folder.join("index.html"), PLACEHOLDER)?;
        folder
    };
    println!("cargo::rustc-env=LIANTU_WORKBENCH={}", folder.display());
    Ok(())
}
