# Packages, closures, patterns, sorting, formats, die and eval, local files.
use strict;
use warnings;

package Shape { sub new { my ($class, %f) = @_; bless {%f}, $class } sub area { 0 }
  sub describe { my $s = shift; sprintf "%s of %.3f", ref $s, $s->area } }
package Circle { our @ISA = 'Shape'; sub area { 3.14159265358979 * $_[0]{r} ** 2 } }
package Box { our @ISA = 'Shape'; sub area { $_[0]{w} * $_[0]{h} } }

package main;
$| = 1;
print join("; ", map { $_->describe } Circle->new(r => 2), Box->new(w => 3, h => 4)), "\n";

my $text = "the quick brown fox jumps over the lazy dog and the end";
my %count;
$count{$_}++ for $text =~ /\w+/g;
print join(",", map { "$_=$count{$_}" } sort { $count{$b} <=> $count{$a} || $a cmp $b } keys %count), "\n";
(my $swapped = $text) =~ s/(\w+) (\w+)/$2 $1/g;
print ucfirst $swapped, "\n";
print "$+{y}/$+{m}\n" if "on 2024-02-29" =~ /(?<y>\d{4})-(?<m>\d\d)/;
$text =~ tr/a-y/b-z/;
print scalar reverse($text), "\n";

sub counter { my $n = shift; sub { $n++ } }
my ($a1, $b1) = (counter(5), counter(10));
print join(" ", map { $a1->() + $b1->() } 1 .. 5), "\n";
print eval { die { code => 42 } } // "caught $@->{code}", "\n";
eval { my $x = 1 / ($text eq ''); 1 } or print $@ =~ s/ at .*//sr, "\n";
eval { eval { die "inner\n" }; print "got $@"; die "outer\n" };
print "then $@";

my @fib = (0, 1);
push @fib, $fib[-1] + $fib[-2] while @fib < 30;
print "@fib[20..29]\n";
my @sieve = (1) x 20000;
for my $i (2 .. 141) { next unless $sieve[$i]; for (my $k = $i * $i; $k < @sieve; $k += $i) { $sieve[$k] = 0 } }
print scalar(grep { $sieve[$_] } 2 .. $#sieve), "\n";
print join(" ", map { sprintf "%s%03b", $_ % 2 ? "-" : "+", $_ } 0 .. 7), "\n";
printf "%.10g %e %s %x\n", 1 / 7, 12345.678, 2 ** 53, 0xdeadbeef;
print join(",", unpack("A3 n C", pack("A3 n C", "abc", 258, 65))), "\n";
local $_ = "a1b22c333";
print join("|", split /(\d+)/), "\n";
print "deep: ", (sub { my ($f, $n) = @_; $n ? 1 + $f->($f, $n - 1) : 0 })->(my $f = sub { my ($f, $n) = @_; $n ? 1 + $f->($f, $n - 1) : 0 }, 2000), "\n";

open my $out, '>', '/data/list.txt' or die "open: $!";
print $out "line $_\n" for 1 .. 5;
close $out;
open my $in, '<', '/data/list.txt' or die "open: $!";
my @lines = <$in>;
close $in;
chomp @lines;
print scalar(@lines), " $lines[-1] ", -s '/data/list.txt', "\n";
opendir my $dir, '/data' or die "opendir: $!";
print join(" ", grep { !/^\./ } sort readdir $dir), "\n";
unlink '/data/list.txt';
print -e '/data/list.txt' ? "there" : "gone", "\n";
open my $none, '<', '/data/../../outside' or print "refused\n";
