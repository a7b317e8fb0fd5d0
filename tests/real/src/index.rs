// An index of words over files: the standard library of Rust.
use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt;
use std::fs;
use std::io::{self, BufRead, Read, Write};
use std::rc::Rc;

#[derive(Debug)]
enum Error {
    Io(io::Error),
    Empty(String),
}

impl From<io::Error> for Error {
    fn from(e: io::Error) -> Self {
        Error::Io(e)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Error::Io(e) => write!(f, "{:?}", e.kind()),
            Error::Empty(name) => write!(f, "{name} is empty"),
        }
    }
}

trait Measure {
    fn measure(&self, text: &str) -> f64;
}

struct Length;
struct Entropy {
    base: f64,
}

impl Measure for Length {
    fn measure(&self, text: &str) -> f64 {
        text.chars().count() as f64
    }
}

impl Measure for Entropy {
    fn measure(&self, text: &str) -> f64 {
        let mut counts: HashMap<char, u32> = HashMap::new();
        for c in text.chars() {
            *counts.entry(c).or_default() += 1;
        }
        let all = text.chars().count() as f64;
        let mut shares: Vec<f64> = counts.values().map(|&n| n as f64 / all).collect();
        shares.sort_by(|a, b| a.partial_cmp(b).unwrap());
        -shares.iter().map(|p| p * p.ln() / self.base.ln()).sum::<f64>()
    }
}

fn index(folder: &str) -> Result<BTreeMap<String, Vec<(Rc<str>, usize)>>, Error> {
    let mut index = BTreeMap::new();
    let mut names: Vec<_> = fs::read_dir(folder)?.collect::<Result<Vec<_>, _>>()?;
    names.sort_by_key(|e| e.file_name());
    for entry in names {
        let name: Rc<str> = entry.file_name().to_string_lossy().into();
        let text = fs::read_to_string(entry.path())?;
        if text.is_empty() {
            return Err(Error::Empty(name.to_string()));
        }
        for (number, line) in text.lines().enumerate() {
            for word in line.split(|c: char| !c.is_alphabetic()).filter(|w| !w.is_empty()) {
                index.entry(word.to_lowercase()).or_insert_with(Vec::new).push((name.clone(), number + 1));
            }
        }
    }
    Ok(index)
}

fn main() -> Result<(), Error> {
    let folder = std::env::args().nth(1).unwrap_or_else(|| "/data".into());
    for (name, text) in [("one.txt", "The cat sat\non the mat.\n"), ("two.txt", "A cat — no, THE cat!\nÜber\n")] {
        let mut file = fs::File::create(format!("{folder}/{name}"))?;
        file.write_all(text.as_bytes())?;
    }
    for (word, places) in index(&folder)? {
        let files: HashSet<_> = places.iter().map(|(f, _)| f).collect();
        println!("{word:>6}: {} in {} {:?}", places.len(), files.len(), places);
    }
    fs::write(format!("{folder}/empty"), "")?;
    if let Err(e) = index(&folder) {
        println!("{e}");
    }
    for name in ["one.txt", "two.txt", "empty"] {
        fs::remove_file(format!("{folder}/{name}"))?;
    }
    if let Err(e) = fs::read(format!("{folder}/../outside")).map_err(Error::from) {
        println!("refused: {}", matches!(e, Error::Io(_)));
    }

    let mut input = String::new();
    io::stdin().lock().read_line(&mut input)?;
    let mut rest = Vec::new();
    io::stdin().lock().read_to_end(&mut rest)?;
    let measures: Vec<Box<dyn Measure>> = vec![Box::new(Length), Box::new(Entropy { base: 2.0 })];
    for m in &measures {
        println!("{:.12}", m.measure(input.trim_end()));
    }
    println!("{} more bytes, {:#018x}", rest.len(), rest.iter().fold(0xcbf29ce484222325u64, |h, &b| {
        (h ^ u64::from(b)).wrapping_mul(0x100000001b3)
    }));
    let (sum, overflow) = i64::MAX.overflowing_add(1);
    println!("{sum} {overflow} {:?} {}", "12x".parse::<i32>().is_err(), u128::MAX / 7);
    let mut grid = vec![vec![0u8; 40]; 12];
    for (y, row) in grid.iter_mut().enumerate() {
        for (x, cell) in row.iter_mut().enumerate() {
            let (cx, cy) = (x as f64 / 16.0 - 1.8, y as f64 / 5.0 - 1.1);
            let (mut zx, mut zy) = (0.0, 0.0);
            *cell = (0..20).take_while(|_| {
                (zx, zy) = (zx * zx - zy * zy + cx, 2.0 * zx * zy + cy);
                zx * zx + zy * zy < 4.0
            }).count() as u8;
        }
    }
    for row in &grid {
        println!("{}", row.iter().map(|&n| b" .:-=+*#%@@"[n as usize / 2] as char).collect::<String>());
    }
    std::process::exit(if std::env::var("STATUS").is_ok() { 3 } else { 0 });
}
