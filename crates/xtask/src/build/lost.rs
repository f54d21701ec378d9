//! 404.html works at any depth.
//!
//! A plain host answers an unknown address with this page, under that address: `/some/path/lessons/typo/`. A page with
//! relative links is lost there. So it alone carries a short inline script that climbs to the site's root (web/lost.js).
//! The content security policy of this page names the script by its hash; inline scripts stay forbidden.

use crate::process::root;
use anyhow::{Result, ensure};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};
use std::fs;
use std::path::Path;

/// Puts the script into the 404.html at the site's root, which is the one that hosts show.
pub fn write(site: &Path) -> Result<()> {
    let script = fs::read_to_string(root().join("web/lost.js"))?;
    let page = site.join("404.html");
    let html = with_script(&fs::read_to_string(&page)?, &script)?;
    fs::write(page, html)?;
    Ok(())
}

fn with_script(html: &str, script: &str) -> Result<String> {
    let hash = STANDARD.encode(Sha256::digest(script));
    let allowed = html.replacen(
        "script-src 'self'",
        &format!("script-src 'self' 'sha256-{hash}'"),
        1,
    );
    ensure!(
        allowed != html,
        "404.html has no policy with script-src 'self'"
    );
    // First of all scripts, but after the policy.
    let (before, title) = allowed.split_once("<title>").unwrap_or((&allowed, ""));
    ensure!(
        !title.is_empty() && before.contains("script-src"),
        "404.html has its policy before its title"
    );
    Ok(format!("{before}<script>{script}</script>\n<title>{title}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_stands_behind_a_policy_that_names_its_hash() {
        let html =
            "<head><meta content=\"script-src 'self' 'wasm-unsafe-eval'\"><title>Not here</title>";
        // The hash is that of the empty text.
        let expected = "<head><meta content=\"script-src 'self' \
                        'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=' 'wasm-unsafe-eval'\">\
                        <script></script>\n<title>Not here</title>";
        assert_eq!(with_script(html, "").unwrap(), expected);
        assert!(with_script("<title>no policy</title>", "").is_err());
    }
}
