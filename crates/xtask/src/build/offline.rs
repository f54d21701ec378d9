//! The service worker at the site's root: web/sw.js with the site's version and the list of its files.

use super::assets::short_hash;
use super::files;
use super::programs::Profile;
use crate::process::root;
use anyhow::Result;
use sha2::{Digest, Sha256};
use std::fs;
use std::path::Path;

/// Writes `sw.js`, last of all, since it names every other file.
pub fn write(profile: Profile, site: &Path) -> Result<()> {
    let worker = match profile {
        Profile::Release => {
            let urls = urls(site)?;
            let version = version(site)?;
            let list = serde_json::to_string_pretty(&urls)?;
            let code = fs::read_to_string(root().join("web/sw.js"))?;
            format!("const VERSION = '{version}';\nconst FILES = {list};\n\n{code}")
        }
        // While editing, nothing may be kept: this one removes what an earlier release left in the browser.
        Profile::Dev => fs::read_to_string(root().join("web/sw-dev.js"))?,
    };
    fs::write(site.join("sw.js"), worker)?;
    Ok(())
}

/// The address of every file, relative to the root. A page's is its folder's, as links have it.
fn urls(site: &Path) -> Result<Vec<String>> {
    let files = files(site)?;
    let paths = files.iter().map(|file| {
        file.strip_prefix(site)
            .expect("below the site")
            .to_string_lossy()
    });
    Ok(paths
        .map(|path| match path.strip_suffix("index.html") {
            Some(folder) => format!("./{folder}"),
            None => format!("./{path}"),
        })
        .collect())
}

/// Changes with the name or the content of any file.
fn version(site: &Path) -> Result<String> {
    let mut all = Vec::new();
    for file in files(site)? {
        all.extend_from_slice(file.strip_prefix(site)?.to_string_lossy().as_bytes());
        all.extend_from_slice(&Sha256::digest(fs::read(&file)?));
    }
    all.extend_from_slice(&fs::read(root().join("web/sw.js"))?);
    Ok(short_hash(&all))
}
