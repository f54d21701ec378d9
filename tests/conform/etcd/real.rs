//! A real etcd on loopback: started in a folder of its own, asked over its JSON gateway, ended when dropped.
//!
//! HTTP is spoken by hand, since a watch must be read as far as it has come and then left open: a POST, and an answer that
//! is either of a stated length or in chunks.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::Value;

/// A running server.
pub struct Etcd {
    process: Child,
    folder: PathBuf,
    port: u16,
    connection: Option<BufReader<TcpStream>>,
    /// Major, minor, patch.
    pub version: [u32; 3],
}

impl Etcd {
    /// Starts the `etcd` of the path. Why not, if that is impossible.
    pub fn start() -> Result<Etcd, String> {
        let version = version()?;
        let (port, peer_port) = (free_port()?, free_port()?);
        let folder =
            std::env::temp_dir().join(format!("lockstep-etcd-{}-{port}", std::process::id()));
        let (client, peer) = (
            format!("http://127.0.0.1:{port}"),
            format!("http://127.0.0.1:{peer_port}"),
        );
        let process = Command::new("etcd")
            .args([
                "--data-dir",
                &folder.display().to_string(),
                "--log-level",
                "error",
            ])
            .args([
                "--listen-client-urls",
                &client,
                "--advertise-client-urls",
                &client,
            ])
            .args([
                "--listen-peer-urls",
                &peer,
                "--initial-advertise-peer-urls",
                &peer,
            ])
            .args(["--initial-cluster", &format!("default={peer}")])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| format!("etcd does not start: {error}"))?;
        let mut etcd = Etcd {
            process,
            folder,
            port,
            connection: None,
            version,
        };
        etcd.wait_until_ready()?;
        Ok(etcd)
    }

    fn wait_until_ready(&mut self) -> Result<(), String> {
        for _ in 0..100 {
            if self
                .post("/v3/kv/range", r#"{"key":"AA=="}"#)
                .is_ok_and(|(status, _)| status == 200)
            {
                return Ok(());
            }
            pause(100);
        }
        Err("etcd has started and does not answer".into())
    }

    /// A file that goes with the server.
    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Where `etcdctl` finds it.
    pub fn endpoint(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// Asks; status and body.
    pub fn post(&mut self, path: &str, body: &str) -> Result<(u16, Value), String> {
        let connection = match self.connection.take() {
            Some(connection) => connection,
            None => self.connect()?,
        };
        let (connection, status, body) =
            exchange(connection, path, body).map_err(|error| error.to_string())?;
        self.connection = Some(connection);
        let body = serde_json::from_str(&body).map_err(|error| format!("{error} in {body}"))?;
        Ok((status, body))
    }

    /// Opens a watch stream with these messages.
    pub fn watch(&self, messages: &[Value]) -> Result<Watch, String> {
        let body: String = messages
            .iter()
            .map(|message| message.to_string() + "\n")
            .collect();
        let mut connection = self.connect()?;
        send(&mut connection, "/v3/watch", &body).map_err(|error| error.to_string())?;
        Ok(Watch {
            connection,
            head_read: false,
            rest: String::new(),
        })
    }

    fn connect(&self) -> Result<BufReader<TcpStream>, String> {
        let stream =
            TcpStream::connect(("127.0.0.1", self.port)).map_err(|error| error.to_string())?;
        stream
            .set_nodelay(true)
            .map_err(|error| error.to_string())?;
        stream
            .set_read_timeout(Some(Duration::from_secs(10)))
            .map_err(|error| error.to_string())?;
        Ok(BufReader::new(stream))
    }
}

impl Drop for Etcd {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// A watch stream that is open.
pub struct Watch {
    connection: BufReader<TcpStream>,
    head_read: bool,
    /// What has been read of a line that has not ended.
    rest: String,
}

impl Watch {
    /// Reads until so many answers have come, and then as long as more follow without a pause.
    pub fn read(&mut self, expected: usize) -> Vec<Value> {
        let mut answers = Vec::new();
        loop {
            let patience = if answers.len() < expected { 2000 } else { 15 };
            let timeout = Some(Duration::from_millis(patience));
            if self.connection.get_ref().set_read_timeout(timeout).is_err() || self.chunk().is_err()
            {
                return answers;
            }
            while let Some((line, rest)) = self.rest.split_once('\n') {
                if !line.trim().is_empty() {
                    answers.push(
                        serde_json::from_str(line)
                            .unwrap_or_else(|_| Value::String(line.to_string())),
                    );
                }
                self.rest = rest.to_string();
            }
        }
    }

    fn chunk(&mut self) -> std::io::Result<()> {
        if !self.head_read {
            head(&mut self.connection)?;
            self.head_read = true;
        }
        // A timeout may only strike before a chunk: its end follows its beginning at once.
        if self.connection.fill_buf()?.is_empty() {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        let body = chunk(&mut self.connection)?;
        self.rest += &String::from_utf8_lossy(&body);
        Ok(())
    }
}

fn version() -> Result<[u32; 3], String> {
    let output = Command::new("etcd")
        .arg("--version")
        .output()
        .map_err(|error| format!("no etcd is installed: {error}"))?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let number = text
        .lines()
        .next()
        .and_then(|line| line.rsplit(' ').next())
        .unwrap_or_default();
    let parts: Vec<u32> = number
        .split(['.', '-', '+'])
        .filter_map(|part| part.parse().ok())
        .collect();
    <[u32; 3]>::try_from(parts.get(..3).unwrap_or_default())
        .map_err(|_| format!("etcd tells no version: {text}"))
}

fn free_port() -> Result<u16, String> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).map_err(|error| error.to_string())?;
    Ok(listener
        .local_addr()
        .map_err(|error| error.to_string())?
        .port())
}

fn send(connection: &mut BufReader<TcpStream>, path: &str, body: &str) -> std::io::Result<()> {
    let length = body.len();
    let request = format!(
        "POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {length}\r\n\r\n{body}"
    );
    connection.get_mut().write_all(request.as_bytes())
}

fn exchange(
    mut connection: BufReader<TcpStream>,
    path: &str,
    body: &str,
) -> std::io::Result<(BufReader<TcpStream>, u16, String)> {
    send(&mut connection, path, body)?;
    let (status, length) = head(&mut connection)?;
    let mut bytes = Vec::new();
    match length {
        Some(length) => {
            bytes.resize(length, 0);
            connection.read_exact(&mut bytes)?;
        }
        None => loop {
            let part = chunk(&mut connection)?;
            if part.is_empty() {
                break;
            }
            bytes.extend(part);
        },
    }
    Ok((
        connection,
        status,
        String::from_utf8_lossy(&bytes).into_owned(),
    ))
}

/// Status and length; no length means chunks.
fn head(connection: &mut BufReader<TcpStream>) -> std::io::Result<(u16, Option<usize>)> {
    let status = line(connection)?
        .split(' ')
        .nth(1)
        .and_then(|status| status.parse().ok());
    let mut length = None;
    loop {
        let header = line(connection)?.to_ascii_lowercase();
        if header.is_empty() {
            let bad = || {
                std::io::Error::new(
                    std::io::ErrorKind::InvalidData,
                    "an answer without a status",
                )
            };
            return Ok((status.ok_or_else(bad)?, length));
        }
        if let Some(value) = header.strip_prefix("content-length:") {
            length = value.trim().parse().ok();
        }
    }
}

fn chunk(connection: &mut BufReader<TcpStream>) -> std::io::Result<Vec<u8>> {
    let length = usize::from_str_radix(&line(connection)?, 16)
        .map_err(|error| std::io::Error::new(std::io::ErrorKind::InvalidData, error))?;
    let mut bytes = vec![0; length];
    connection.read_exact(&mut bytes)?;
    // Behind the last chunk, which is empty, trailers may follow.
    while !line(connection)?.is_empty() {}
    Ok(bytes)
}

fn line(connection: &mut BufReader<TcpStream>) -> std::io::Result<String> {
    let mut line = String::new();
    if connection.read_line(&mut line)? == 0 {
        return Err(std::io::ErrorKind::UnexpectedEof.into());
    }
    Ok(line.trim_end().to_string())
}

#[expect(clippy::disallowed_methods, reason = "a real server takes real time")]
pub fn pause(ms: u64) {
    std::thread::sleep(Duration::from_millis(ms));
}
