use std::collections::VecDeque;

#[derive(Debug)]
enum Shape {
    Empty,
    Circle(f64),
    Rect { w: u32, h: u32 },
}

struct Item {
    name: String,
    shape: Shape,
    tags: Vec<u8>,
    parent: Option<Box<Item>>,
}

fn area(shape: &Shape) -> f64 {
    match shape {
        Shape::Empty => 0.0,
        Shape::Circle(r) => 3.0 * r * r,
        Shape::Rect { w, h } => (*w * *h) as f64,
    }
}

fn total(items: &[Item], label: &str) -> f64 {
    let mut sum = 0.0;
    for item in items {
        sum += area(&item.shape);
    }
    println!("{} {}", label, sum);
    sum
}

fn main() {
    let mut queue: VecDeque<i32> = VecDeque::new();
    queue.push_back(4);
    let parent = Item {
        name: String::from("root"),
        shape: Shape::Empty,
        tags: vec![1, 2, 3],
        parent: None,
    };
    let items = vec![
        Item {
            name: String::from("wheel"),
            shape: Shape::Circle(2.0),
            tags: vec![],
            parent: Some(Box::new(parent)),
        },
        Item {
            name: String::from("door"),
            shape: Shape::Rect { w: 3, h: 7 },
            tags: vec![9],
            parent: None,
        },
    ];
    let pair = (1u8, 'z');
    let sum = total(&items, "all");
    println!("{} {:?} {} {}", sum, pair, items[0].name, items.len() + queue.len());
    assert!(items[1].parent.is_none() && items[0].tags.is_empty());
}
