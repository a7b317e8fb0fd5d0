// Collections, pattern matching, closures and exceptions, for Scala.js's WebAssembly back end.
object Queens {
  sealed trait Tree[+A]
  case object Leaf extends Tree[Nothing]
  case class Node[A](left: Tree[A], value: A, right: Tree[A]) extends Tree[A]

  def insert[A](t: Tree[A], a: A)(implicit order: Ordering[A]): Tree[A] = t match {
    case Leaf => Node(Leaf, a, Leaf)
    case Node(l, v, r) if order.lt(a, v) => Node(insert(l, a), v, r)
    case Node(l, v, r) => Node(l, v, insert(r, a))
  }

  def place(n: Int): List[List[Int]] = {
    def go(row: Int): List[List[Int]] =
      if (row == 0) List(Nil)
      else
        for {
          rest <- go(row - 1)
          column <- 0 until n
          if rest.zipWithIndex.forall { case (c, i) => c != column && math.abs(c - column) != i + 1 }
        } yield column :: rest
    go(n)
  }

  def main(args: Array[String]): Unit = {
    val counts = (4 to 7).map(n => n -> place(n).size).toMap
    val tree = counts.values.foldLeft(Leaf: Tree[Int])((t, n) => insert(t, n))
    try {
      if (counts(6) != 4) throw new IllegalStateException(s"6 queens: ${counts(6)}")
      println(tree)
    } catch {
      case e: IllegalStateException => println(e.getMessage)
    } finally println(counts.toSeq.sorted.mkString(", "))
  }
}
