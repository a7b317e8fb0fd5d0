struct Point {
    x: i32,
    y: i32,
}

enum Message {
    Number(i32),
    Pair { left: u8, right: u8 },
    Nothing,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Color {
    Red,
    Green = 5,
}

impl Point {
    #[inline(never)]
    fn sum(&self, more: i32) -> i32 {
        self.x + self.y + more
    }
}

#[inline(never)]
fn show(
    point: &Point,
    message: &Message,
    color: Color,
    maybe: Option<u32>,
    result: Result<i32, String>,
    pair: (i32, f64),
    list: [i16; 3],
    owned: Box<Point>,
    wide: u128,
) -> i32 {
    let text: &str = "grüß dich";
    let letter = 'ß';
    let unit = ();
    let number = match message {
        Message::Number(n) => *n,
        Message::Pair { left, right } => i32::from(*left) - i32::from(*right),
        Message::Nothing => 0,
    };
    println!(
        "{} {:?} {:?} {:?} {:?} {:?} {} {} {} {:?}",
        point.sum(3),
        color,
        maybe,
        result,
        pair,
        list,
        owned.x,
        wide,
        text,
        (letter, unit)
    );
    number
}

fn main() {
    let point = Point { x: 1, y: 2 };
    let make = || Box::new(Point { x: 5, y: 6 });
    let messages = [
        Message::Pair { left: 9, right: 4 },
        Message::Nothing,
        Message::Number(3),
    ];
    for (i, message) in messages.iter().enumerate() {
        let (maybe, result) = if i == 0 {
            (Some(7), Err("bad".to_string()))
        } else {
            (None, Ok(4))
        };
        let color = if i == 0 { Color::Green } else { Color::Red };
        show(&point, message, color, maybe, result, (1, 0.5), [1, 2, 3], make(), 1 << 70);
    }
}
