//! Writes every page of the site as HTML: `prerender --shell index.html --assets assets.json --lessons lessons --out dist`.
//!
//! The page's tree is rendered natively by the same components that the app hydrates. Placeholders of the shell are
//! `{{lang}} {{root}} {{title}} {{description}} {{head}} {{app}} {{page}} {{assets}}`.

use std::error::Error;
use std::fs;
use std::path::PathBuf;

use web::prerender::{Files, Site};

fn main() -> Result<(), Box<dyn Error>> {
    let mut shell = PathBuf::from("index.html");
    let mut files = None;
    let mut lessons = PathBuf::from("lessons");
    let mut out = PathBuf::from("dist");
    let mut arguments = std::env::args().skip(1);
    while let Some(name) = arguments.next() {
        let value = arguments
            .next()
            .ok_or_else(|| format!("{name} wants a path"))?;
        match name.as_str() {
            "--shell" => shell = value.into(),
            "--assets" => files = Some(PathBuf::from(value)),
            "--lessons" => lessons = value.into(),
            "--out" => out = value.into(),
            _ => return Err(format!("unknown option {name}").into()),
        }
    }
    let files = match files {
        Some(path) => serde_json::from_str(&fs::read_to_string(path)?)?,
        None => Files::default(),
    };
    let site = Site::read(&shell, &lessons, files)?;
    for (path, html) in site.render() {
        let file = out.join(&path);
        fs::create_dir_all(file.parent().expect("a page lies in a folder"))?;
        fs::write(&file, html)?;
        println!("{path}");
    }
    Ok(())
}
