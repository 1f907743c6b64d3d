(* The algorithms of chapters 6 and 9 behind the sampling of their random values, which are arguments here.
   Each definition runs under vm_compute and is what the theorems speak of. Comments cite the steps. *)
From Coq Require Import List ZArith.
From Emrshare Require Import Ring.
Import ListNotations.
Open Scope Z_scope.

(* The first n coefficients. *)
Fixpoint take (n : nat) (a : list Z) : list Z :=
  match n, a with
  | O, _ => []
  | S m, [] => 0 :: take m []
  | S m, x :: a' => x :: take m a'
  end.

Section Scheme.
Variables (n : nat) (q p : Z).

(* The element of R_q, reduced (1.1). *)
Definition reduce (a : list Z) : list Z := map (fun x => x mod q) (take n a).

(* The representative in (-q/2, q/2) (1.1). *)
Definition lift_coefficient (r : Z) : Z := if r <=? (q - 1) / 2 then r else r - q.
Definition lift (a : list Z) : list Z := map lift_coefficient a.

(* a b = 1 in R_q. *)
Definition inverses (a b : list Z) : Prop := eqm n q (mul n a b) one.

(* PRE.KeyGen.1, CPRE.KeyGen.1, CPRE.OneTimeKeyGen.2: f = p f' + 1. *)
Definition private_key (f' : list Z) : list Z := take n (add (scale p f') one).

(* PRE.KeyGen.5, CPRE.KeyGen.9, CPRE.OneTimeKeyGen.8: pk = g f^-1 + u. *)
Definition public_key (f_inv g u : list Z) : list Z := reduce (add (mul n g f_inv) u).

(* w = g + f u over the integers (section 6.3). *)
Definition short_public (f g u : list Z) : list Z := take n (add g (mul n u f)).

(* CPRE.KeyGen.5, CPRE.OneTimeKeyGen.5: w = lift(g + f u). *)
Definition lifted_public (f g u : list Z) : list Z := lift (reduce (short_public f g u)).

(* PRE.Enc.3: C = p (pk b + v) + M. *)
Definition enc (pk M b v : list Z) : list Z := reduce (add (scale p (add (mul n b pk) v)) M).

(* PRE.Dec.1, PRE.Dec.2, PRE.Dec.3. *)
Definition dec (f C : list Z) : list Z := map (fun x => x mod p) (lift (reduce (mul n f C))).

(* PRE.ReKeyGen.Owner.3: d = f_A + p e_B. *)
Definition printed_d (f_A e_B : list Z) : list Z := take n (add f_A (scale p e_B)).

(* LAT.SampleDelegation.2, LAT.SampleDelegation.3: d = lift((1 + p z_0) f + z_1 F). *)
Definition sampled_d (f F z_0 z_1 : list Z) : list Z :=
  lift (reduce (add (mul n (add one (scale p z_0)) f) (mul n z_1 F))).

(* CPRE.ReKeyGen.Owner.3: e_B = (d - f_A) / p. *)
Definition corrected_e_B (f_A d : list Z) : list Z := map (fun x => x / p) (take n (sub d f_A)).

(* PRE.ReKeyGen.Owner.4, CPRE.ReKeyGen.Owner.4: a_B = r_B (f_A + p e_B). *)
Definition rekeygen_owner (f_A e_B r_B : list Z) : list Z := reduce (mul n (printed_d f_A e_B) r_B).

(* PRE.ReKeyGen.Requester.2: b_B = a_B f_B^-1. *)
Definition rekeygen_requester (a_B f_B_inv : list Z) : list Z := reduce (mul n a_B f_B_inv).

(* PRE.ReKeyGen.Cloud.2, CPRE.ReKeyGen.Cloud.2: rk = b_B r_B^-1. *)
Definition rekeygen_cloud (b_B r_B_inv : list Z) : list Z := reduce (mul n b_B r_B_inv).

(* PRE.ReEnc.1: C_B = rk C_A. *)
Definition printed_reenc (rk C_A : list Z) : list Z := reduce (mul n rk C_A).

(* CPRE.ReEnc.3: C_B = rk C_A + p (pk_B* b' + v'). *)
Definition corrected_reenc (rk pk_B C_A b' v' : list Z) : list Z :=
  reduce (add (mul n rk C_A) (scale p (add (mul n b' pk_B) v'))).

End Scheme.

(* The values of an inversion step, PRE.ReKeyGen.Requester.1 and others, are found outside and checked by this. *)
Fixpoint same (a b : list Z) : bool :=
  match a, b with
  | [], [] => true
  | x :: a', y :: b' => (x =? y) && same a' b'
  | _, _ => false
  end.

Definition inversesb (n : nat) (q : Z) (a b : list Z) : bool :=
  same (reduce n q (mul n a b)) (reduce n q one).
