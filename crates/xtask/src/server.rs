//! A static host on loopback, as strict as a plain one: a folder's address ends with a slash, an unknown one gets
//! 404.html, hashed files are kept for ever and all others asked for anew.

use crate::build::short_hash;
use anyhow::{Context, Result, anyhow};
use std::collections::BTreeMap;
use std::fs;
use std::io::{Cursor, Write};
use std::net::SocketAddr;
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tiny_http::{Header, Request, Response};

/// Requests answered at the same time. A page that waits for its reload holds one.
const THREADS: usize = 16;

/// How long a page's question for a newer version is kept open.
const PATIENCE: Duration = Duration::from_secs(20);

/// A socket that listens on loopback.
pub struct Server(tiny_http::Server);

/// What is served: a folder, below a path, and how often it has been rebuilt.
pub struct Site {
    folder: PathBuf,
    /// Begins and ends with a slash.
    prefix: String,
    /// Whether pages reload when the folder has been rebuilt.
    live: bool,
    builds: Mutex<u64>,
    rebuilt: Condvar,
    /// Compressed content, by the hash of the plain one.
    compressed: Mutex<BTreeMap<String, Arc<Vec<u8>>>>,
}

impl Server {
    /// Listens on a port of loopback; 0 takes any free one.
    pub fn bind(port: u16) -> Result<Server> {
        let server = tiny_http::Server::http(("127.0.0.1", port));
        server
            .map(Server)
            .map_err(|error| anyhow!("could not listen on 127.0.0.1:{port}: {error}"))
    }

    pub fn address(&self) -> SocketAddr {
        self.0
            .server_addr()
            .to_ip()
            .expect("we listen on an IP address")
    }

    /// Answers requests until the program ends.
    pub fn serve(&self, site: &Site) {
        std::thread::scope(|scope| {
            for _ in 0..THREADS {
                scope.spawn(|| {
                    while let Ok(request) = self.0.recv() {
                        // A browser that went away is no concern of ours.
                        let _ = site.answer(request);
                    }
                });
            }
        });
    }
}

/// The script that a page is given in `serve --dev`: it asks for the next version, and reloads when there is one.
const RELOAD: &str = "\
let since;
for (;;) {
  try {
    const answer = await fetch(`/-/builds?since=${since ?? ''}`);
    const builds = await answer.text();
    if (since !== undefined && builds !== since) location.reload();
    since = builds;
  } catch {
    await new Promise((resume) => setTimeout(resume, 500));
  }
}
";

impl Site {
    pub fn new(folder: PathBuf, prefix: String, live: bool) -> Site {
        Site {
            folder,
            prefix,
            live,
            builds: Mutex::new(0),
            rebuilt: Condvar::new(),
            compressed: Mutex::new(BTreeMap::new()),
        }
    }

    /// Tells open pages to reload.
    pub fn rebuilt(&self) {
        *lock(&self.builds) += 1;
        self.rebuilt.notify_all();
    }

    fn answer(&self, request: Request) -> std::io::Result<()> {
        let (path, query) = request.url().split_once('?').unwrap_or((request.url(), ""));
        match path {
            "/-/builds" if self.live => {
                let since = query.trim_start_matches("since=").parse().ok();
                request.respond(Response::from_string(self.wait(since).to_string()))
            }
            "/-/reload.js" if self.live => request.respond(
                Response::from_string(RELOAD)
                    .with_header(header("Content-Type", "text/javascript")),
            ),
            _ => match self.find(path) {
                Found::File(file) => self.send(request, &file, 200),
                Found::Folder => {
                    let query = if query.is_empty() {
                        String::new()
                    } else {
                        format!("?{query}")
                    };
                    let to = header("Location", &format!("{path}/{query}"));
                    request.respond(Response::empty(301).with_header(to))
                }
                Found::Nothing => self.send(request, &self.folder.join("404.html"), 404),
                Found::Elsewhere => {
                    request.respond(Response::from_string("not of this site").with_status_code(404))
                }
            },
        }
    }

    /// What lies at a path of a request.
    fn find(&self, path: &str) -> Found {
        let Some(below) = path.strip_prefix(&self.prefix) else {
            return if format!("{path}/") == self.prefix {
                Found::Folder
            } else {
                Found::Elsewhere
            };
        };
        let relative = PathBuf::from(percent_decoded(below));
        if relative
            .components()
            .any(|part| !matches!(part, Component::Normal(_)))
        {
            return Found::Nothing;
        }
        let file = self.folder.join(&relative);
        let is_folder = below.is_empty() || below.ends_with('/');
        match (file.is_dir(), is_folder) {
            (true, true) if file.join("index.html").is_file() => {
                Found::File(file.join("index.html"))
            }
            (true, false) => Found::Folder,
            (false, false) if file.is_file() => Found::File(file),
            _ => Found::Nothing,
        }
    }

    fn send(&self, request: Request, file: &Path, status: u16) -> std::io::Result<()> {
        let Ok(content) = self.content(file, accepts_brotli(&request)) else {
            return request.respond(Response::from_string("not found").with_status_code(404));
        };
        let keep = if file.starts_with(self.folder.join("assets")) && !self.live {
            "public, max-age=31536000, immutable"
        } else {
            "no-cache"
        };
        let mut headers = vec![
            header("Content-Type", content_type(file)),
            header("Cache-Control", keep),
            header("Vary", "Accept-Encoding"),
            header("X-Content-Type-Options", "nosniff"),
        ];
        if content.is_compressed {
            headers.push(header("Content-Encoding", "br"));
        }
        let length = content.bytes.len();
        request.respond(Response::new(
            status.into(),
            headers,
            Cursor::new(content.bytes.as_slice()),
            Some(length),
            None,
        ))
    }

    fn content(&self, file: &Path, brotli: bool) -> Result<Content> {
        let mut bytes =
            fs::read(file).with_context(|| format!("could not read {}", file.display()))?;
        if self.live
            && file
                .extension()
                .is_some_and(|extension| extension == "html")
        {
            let script = "<script type=\"module\" src=\"/-/reload.js\"></script>\n</head>";
            bytes = String::from_utf8_lossy(&bytes)
                .replacen("</head>", script, 1)
                .into_bytes();
        }
        if !brotli || self.live {
            return Ok(Content {
                bytes: Arc::new(bytes),
                is_compressed: false,
            });
        }
        let key = short_hash(&bytes);
        if let Some(bytes) = lock(&self.compressed).get(&key) {
            return Ok(Content {
                bytes: bytes.clone(),
                is_compressed: true,
            });
        }
        let bytes = Arc::new(compressed(&bytes, 6)?);
        lock(&self.compressed).insert(key, bytes.clone());
        Ok(Content {
            bytes,
            is_compressed: true,
        })
    }

    /// The number of builds, as soon as it differs from `since`, or when patience ends.
    fn wait(&self, since: Option<u64>) -> u64 {
        let builds = lock(&self.builds);
        let same = |builds: &mut u64| Some(*builds) == since;
        let waited = self.rebuilt.wait_timeout_while(builds, PATIENCE, same);
        *waited.unwrap_or_else(PoisonError::into_inner).0
    }
}

enum Found {
    File(PathBuf),
    /// A folder asked for without the slash at the end: relative links of its page would point beside it.
    Folder,
    Nothing,
    /// Outside the prefix.
    Elsewhere,
}

struct Content {
    bytes: Arc<Vec<u8>>,
    is_compressed: bool,
}

/// Compressed by brotli; 11 is the highest quality, and what a host that compresses in advance uses.
pub fn compressed(bytes: &[u8], quality: u32) -> Result<Vec<u8>> {
    let mut writer = brotli::CompressorWriter::new(Vec::new(), 1 << 16, quality, 22);
    writer.write_all(bytes)?;
    Ok(writer.into_inner())
}

fn accepts_brotli(request: &Request) -> bool {
    let mut headers = request
        .headers()
        .iter()
        .filter(|header| header.field.equiv("Accept-Encoding"));
    headers.any(|header| {
        header
            .value
            .as_str()
            .split(',')
            .any(|coding| coding.trim() == "br")
    })
}

fn header(name: &str, value: &str) -> Header {
    Header::from_bytes(name, value).expect("our headers are ASCII")
}

fn content_type(file: &Path) -> &'static str {
    match file.extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("json") => "application/json",
        Some("webmanifest") => "application/manifest+json",
        Some("wasm") => "application/wasm",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("txt" | "md") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

/// `%41` is `A`; what isn't two hexadecimal digits stays as it is.
fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let code = tail
            .get(..2)
            .filter(|_| *first == b'%')
            .and_then(|hex| std::str::from_utf8(hex).ok());
        match code.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = &tail[2..];
            }
            None => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// A thread that panicked has left a count or a cache behind; both are still good.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percent_codes_are_decoded_and_others_left() {
        assert_eq!(percent_decoded("a%20b%E4%B8%AD"), "a b中");
        assert_eq!(percent_decoded("100%"), "100%");
        assert_eq!(percent_decoded("%zz%2"), "%zz%2");
    }

    #[test]
    fn a_path_never_leaves_the_folder() {
        let site = Site::new(
            crate::process::root().join("web"),
            "/a/b/".to_string(),
            false,
        );
        assert!(matches!(site.find("/a/b/Cargo.toml"), Found::File(_)));
        assert!(matches!(site.find("/a/b"), Found::Folder));
        assert!(matches!(site.find("/a/b/src"), Found::Folder));
        assert!(matches!(site.find("/a/b/../Cargo.toml"), Found::Nothing));
        assert!(matches!(
            site.find("/a/b/%2e%2e/Cargo.toml"),
            Found::Nothing
        ));
        assert!(matches!(site.find("/a/b//etc/passwd"), Found::Nothing));
        assert!(matches!(site.find("/Cargo.toml"), Found::Elsewhere));
    }
}
