(* The paper's Lemma 2, and that it is false.

   The paper (5.E): "If the data requester receives the ciphertext C_{PID_B}, which was encrypted using the
   re-encryption key rk_{PID_A -> PID_B}, she can decrypt and retrieve the plaintext EMR_A using her private key."
   Here every word has its equation: keys from 4.B(1), the block from 4.B(3), rk and C_{PID_B} from 4.B(5), Dec as
   there with the representative of 1.1. The lemma speaks of all keys and all noises. We ask less of it, so that
   refuting it says more: noise in {-1, 0, 1}, and an owner whose own decryption is safe, with all noises, by a
   factor of 100000 (condition (1) of section 6.6). *)
From Coq Require Import List ZArith Lia Bool Znumtheory.
From Emrshare Require Import Ring Scheme Bounds Correctness Primes.
Import ListNotations.
Open Scope Z_scope.

Record run := {
  f'_A : list Z; f_A_inv : list Z;      (* f_A = p f'_A + 1 and its inverse *)
  g_A : list Z; g_A_inv : list Z;       (* g_A, a unit *)
  u_A : list Z;                         (* with coefficients in {-1, 0, 1} *)
  f'_B : list Z; f_B_inv : list Z;      (* f_B = p f'_B + 1 and its inverse *)
  r_B : list Z; r_B_inv : list Z;
  e_B : list Z; b : list Z; v : list Z; (* from psi *)
  EMR_A : list Z
}.

Section Printed.
Variables (n : nat) (q : Z).
Let p := 2.

Definition f_A (r : run) : list Z := private_key n p (f'_A r).
Definition f_B (r : run) : list Z := private_key n p (f'_B r).
Definition pk_A (r : run) : list Z := public_key n q (f_A_inv r) (g_A r) (u_A r).
Definition C_A (r : run) : list Z := enc n q p (pk_A r) (EMR_A r) (b r) (v r).
Definition a_B (r : run) : list Z := rekeygen_owner n q p (f_A r) (e_B r) (r_B r).
Definition b_B (r : run) : list Z := rekeygen_requester n q (a_B r) (f_B_inv r).
Definition rk (r : run) : list Z := rekeygen_cloud n q (b_B r) (r_B_inv r).
Definition C_B (r : run) : list Z := printed_reenc n q (rk r) (C_A r).

(* The left side of condition (1) for noise in {-1, 0, 1}. *)
Definition owner_noise (r : run) : Z :=
  2 * (norm1 (short_public n (f_A r) (g_A r) (u_A r)) + norm1 (f_A r)) + norm1 (f_A r).

Definition ternary_list (a : list Z) : Prop := Forall (fun x => -1 <= x <= 1) a.

Definition honest (r : run) : Prop :=
  inverses n q (f_A r) (f_A_inv r) /\ inverses n q (g_A r) (g_A_inv r) /\
  inverses n q (f_B r) (f_B_inv r) /\ inverses n q (r_B r) (r_B_inv r) /\
  ternary_list (u_A r) /\ ternary_list (e_B r) /\ ternary_list (b r) /\ ternary_list (v r) /\
  length (EMR_A r) = n /\ Forall (fun x => 0 <= x < 2) (EMR_A r) /\
  100000 * owner_noise r * 2 < q.

Definition printed_lemma2_at : Prop := forall r, honest r -> dec n q p (f_B r) (C_B r) = EMR_A r.

(* ---- counterexamples ---- *)

Fixpoint differences (x y : list Z) : nat :=
  match x, y with
  | s :: x', t :: y' => (if s =? t then 0 else 1) + differences x' y'
  | _, _ => O
  end.

Definition ternaryb : list Z -> bool := forallb (fun x => (-1 <=? x) && (x <=? 1)).

(* One computation: the run is honest, the owner decrypts, the requester gets this many coefficients wrong. *)
Definition counterexample (r : run) (wrong : nat) : bool :=
  inversesb n q (f_A r) (f_A_inv r) && inversesb n q (g_A r) (g_A_inv r) &&
  inversesb n q (f_B r) (f_B_inv r) && inversesb n q (r_B r) (r_B_inv r) &&
  ternaryb (u_A r) && ternaryb (e_B r) && ternaryb (b r) && ternaryb (v r) &&
  (length (EMR_A r) =? n)%nat && forallb (fun x => (0 <=? x) && (x <? 2)) (EMR_A r) &&
  (100000 * owner_noise r * 2 <? q) &&
  same (dec n q p (f_A r) (C_A r)) (EMR_A r) &&
  (differences (dec n q p (f_B r) (C_B r)) (EMR_A r) =? wrong)%nat.

Lemma ternaryb_correct a : ternaryb a = true -> ternary_list a.
Proof.
  unfold ternaryb, ternary_list; rewrite forallb_forall, Forall_forall; intros H x Hx.
  specialize (H x Hx); rewrite andb_true_iff, !Z.leb_le in H; lia.
Qed.

Lemma no_differences a : differences a a = O.
Proof. induction a as [|x a IH]; cbn; [|rewrite Z.eqb_refl]; auto. Qed.

Lemma counterexample_correct r wrong : 0 < q -> counterexample r wrong = true ->
  honest r /\ dec n q p (f_A r) (C_A r) = EMR_A r /\
  differences (dec n q p (f_B r) (C_B r)) (EMR_A r) = wrong.
Proof.
  intro Hq; unfold counterexample, honest; rewrite !andb_true_iff, !inversesb_correct by assumption.
  rewrite same_correct, !Nat.eqb_eq, Z.ltb_lt, forallb_forall.
  intros ((((((((((((H1 & H2) & H3) & H4) & H5) & H6) & H7) & H8) & H9) & H10) & H11) & H12) & H13).
  apply ternaryb_correct in H5, H6, H7, H8.
  assert (Forall (fun x => 0 <= x < 2) (EMR_A r)).
  { apply Forall_forall; intros x Hx; specialize (H10 x Hx).
    rewrite andb_true_iff, Z.leb_le, Z.ltb_lt in H10; lia. }
  repeat split; assumption.
Qed.

End Printed.

(* What a run shows about the ring of degree n mod q. *)
Definition refutes (n : nat) (q : Z) (r : run) (wrong : nat) : Prop :=
  prime q /\ honest n q r /\ dec n q 2 (f_A n r) (C_A n q r) = EMR_A r /\
  differences (dec n q 2 (f_B n r) (C_B n q r)) (EMR_A r) = wrong.

Theorem refutesb_correct n q r wrong : primeb q && counterexample n q r wrong = true -> refutes n q r wrong.
Proof.
  rewrite andb_true_iff; intros [Hq H]; apply primeb_correct in Hq.
  split; [assumption | apply counterexample_correct; [destruct Hq; lia | assumption]].
Qed.

Theorem refuted n q r wrong : refutes n q r (S wrong) -> ~ printed_lemma2_at n q.
Proof. intros (_ & Hh & _ & Hd) L; rewrite (L _ Hh), no_differences in Hd; discriminate Hd. Qed.

(* The lemma for every ring that the paper admits: n a power of two, q a prime that is 1 mod 2n. *)
Definition printed_lemma2 : Prop := forall (k : nat) (q : Z),
  let n := (2 ^ k)%nat in
  prime q -> q mod (2 * Z.of_nat n) = 1 -> printed_lemma2_at n q.
