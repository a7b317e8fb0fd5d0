// Accounts held by an actor, in Motoko.
persistent actor Bank {
  type Account = { owner : Text; var balance : Nat };

  var accounts : [Account] = [{ owner = "ada"; var balance = 10 }, { owner = "grace"; var balance = 7 }];

  func find(owner : Text) : ?Account {
    for (a in accounts.vals()) { if (a.owner == owner) return ?a };
    null
  };

  public func deposit(owner : Text, amount : Nat) : async Nat {
    switch (find(owner)) {
      case null { 0 };
      case (?a) { a.balance += amount; a.balance };
    }
  };

  public query func total() : async Int {
    var sum : Int = 0;
    for (a in accounts.vals()) { sum += a.balance };
    sum
  };
};
