//! Files whose name holds the hash of their content, so that a host may let browsers keep them for ever.

use anyhow::Result;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256, Sha384};
use std::fs;
use std::path::{Path, PathBuf};

/// The folder `assets/` of a site, and the list that the pre-renderer reads.
pub struct Assets {
    site: PathBuf,
    /// Key to path from the site's root, as in `web::prerender::Files`.
    paths: Map<String, Value>,
    integrity: Map<String, Value>,
}

/// A file that was added: its path from the site's root, and what the `integrity` attribute takes.
pub struct Asset {
    pub path: String,
    pub integrity: String,
}

impl Assets {
    pub fn new(site: &Path) -> Result<Assets> {
        fs::create_dir_all(site.join("assets"))?;
        Ok(Assets {
            site: site.to_path_buf(),
            paths: Map::new(),
            integrity: Map::new(),
        })
    }

    /// Writes `assets/<stem>-<hash>.<extension>` and lists it under `key`.
    pub fn add(&mut self, key: &str, stem: &str, extension: &str, content: &[u8]) -> Result<Asset> {
        let path = format!("assets/{stem}-{}.{extension}", short_hash(content));
        fs::write(self.site.join(&path), content)?;
        let integrity = format!("sha384-{}", STANDARD.encode(Sha384::digest(content)));
        self.paths.insert(key.to_string(), json!(path));
        self.integrity.insert(path.clone(), json!(integrity));
        Ok(Asset { path, integrity })
    }

    /// The list as assets.json. Its `version` changes with the content of any asset, since every path does.
    pub fn to_json(&self) -> String {
        let mut list = self.paths.clone();
        let version = short_hash(Value::from(list.clone()).to_string().as_bytes());
        list.insert("version".to_string(), json!(version));
        list.insert("integrity".to_string(), self.integrity.clone().into());
        serde_json::to_string_pretty(&Value::from(list)).expect("a map of strings is plain")
    }
}

/// Sixteen hexadecimal digits of SHA-256: enough that two contents of a site never meet.
pub fn short_hash(content: &[u8]) -> String {
    Sha256::digest(content)
        .iter()
        .take(8)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}
