// Uses files and the like through Rust's standard library.
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::{collections::HashMap, env, process, time};

fn show<T: std::fmt::Debug>(what: &str, result: io::Result<T>) {
    match result {
        Ok(value) => println!("{what}: {value:?}"),
        Err(err) => println!("{what}: {:?}", err.kind()),
    }
}

fn files() -> io::Result<()> {
    let mut file = OpenOptions::new()
        .read(true).write(true).create_new(true).open("notes.txt")?;
    for i in 0..100 {
        writeln!(file, "note {i}")?;
    }
    file.seek(SeekFrom::Start(5))?;
    let mut text = [0; 4];
    file.read_exact(&mut text)?;
    println!("{:?}", std::str::from_utf8(&text));
    file.set_len(20)?;
    println!("{}", file.metadata()?.len());
    drop(file);
    let lines: Vec<_> = BufReader::new(File::open("notes.txt")?)
        .lines().collect::<Result<_, _>>()?;
    println!("{lines:?}");
    fs::create_dir_all("a/b/c")?;
    fs::write("a/b/c/deep", b"deep")?;
    fs::copy("notes.txt", "a/copy")?;
    fs::rename("a/copy", "a/b/moved")?;
    fs::hard_link("a/b/moved", "a/linked")?;
    let mut names: Vec<_> = fs::read_dir("a")?
        .map(|e| e.map(|e| (e.file_name(), e.file_type().unwrap().is_dir())))
        .collect::<Result<_, _>>()?;
    names.sort();
    println!("{names:?}");
    println!("{}", fs::read_to_string("a/b/c/deep")?);
    show("missing", File::open("missing").map(|_| ()));
    show("exists", fs::create_dir("a"));
    println!("{}", fs::remove_dir("a").is_err());
    fs::remove_dir_all("a")?;
    show("gone", fs::metadata("a").map(|m| m.len()));
    fs::remove_file("notes.txt")
}

fn main() {
    let args: Vec<_> = env::args().skip(1).collect();
    println!("{args:?} {:?}", env::var("COLOUR"));
    show("files", files());
    let mut words = HashMap::new();
    for line in io::stdin().lock().lines() {
        for word in line.unwrap().split_whitespace() {
            *words.entry(word.to_string()).or_insert(0) += 1;
        }
    }
    let mut words: Vec<_> = words.into_iter().collect();
    words.sort();
    println!("{words:?}");
    let start = time::Instant::now();
    std::thread::sleep(time::Duration::from_millis(15));
    println!("{}", start.elapsed() >= time::Duration::from_millis(15));
    process::exit(3);
}
