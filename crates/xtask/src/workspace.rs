//! The packages of the workspace, as cargo lists them: a crate that is added is tested without a word here.

use crate::process::{cargo, output};
use anyhow::{Context, Result};
use serde_json::Value;

pub struct Package {
    pub name: String,
    /// Whether a plain `cargo test` takes it.
    pub is_default: bool,
    /// Kind and name of its targets: `("bin", "site")`.
    targets: Vec<(String, String)>,
}

impl Package {
    /// Whether it has a target of this kind (`bin`, `test`, `lib`) and name.
    pub fn has(&self, kind: &str, name: &str) -> bool {
        self.targets
            .iter()
            .any(|(its_kind, its_name)| its_kind == kind && its_name == name)
    }

    /// Whether the page is made of it: a default member, but for the tests and for `web`, whose programs differ in their
    /// features.
    pub fn is_for_the_page(&self) -> bool {
        self.is_default && !["tests", "web"].contains(&self.name.as_str())
    }
}

pub fn packages() -> Result<Vec<Package>> {
    let metadata = metadata()?;
    let defaults = list(&metadata["workspace_default_members"]);
    Ok(list(&metadata["packages"])
        .iter()
        .map(|package| Package {
            name: string(&package["name"]),
            is_default: defaults.contains(&package["id"]),
            targets: list(&package["targets"])
                .iter()
                .map(|target| (string(&target["kind"][0]), string(&target["name"])))
                .collect(),
        })
        .collect())
}

/// What the feature `default` of a package stands for.
pub fn default_features(package: &str) -> Result<Vec<String>> {
    let metadata = metadata()?;
    let packages = list(&metadata["packages"]);
    let package = packages
        .iter()
        .find(|its| its["name"] == package)
        .context("no such package")?;
    Ok(list(&package["features"]["default"])
        .iter()
        .map(string)
        .collect())
}

fn metadata() -> Result<Value> {
    let text = output(cargo().args(["metadata", "--no-deps", "--format-version", "1"]))?;
    serde_json::from_str(&text).context("cargo metadata gives JSON")
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn string(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_string()
}
