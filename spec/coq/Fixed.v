(* Upper bounds of real numbers by integers in units of 2^-fraction, each operation rounded up. *)
From Coq Require Import List ZArith Reals Lra Lia.
From Emrshare Require Import Probability.
Import ListNotations.
Open Scope R_scope.

Definition fraction : Z := 340.
Definition unit : Z := (2 ^ fraction)%Z.

Lemma unit_positive : (0 < unit)%Z.
Proof. reflexivity. Qed.

#[local] Opaque unit.

(* 0 <= x <= u / unit *)
Definition below (x : R) (u : Z) : Prop := 0 <= x <= IZR u / IZR unit.

Definition divided (a b : Z) : Z := (a / b + 1)%Z.
Definition multiplied (u v : Z) : Z := (Z.shiftr (u * v) fraction + 1)%Z.

Lemma multiplied_divided u v : multiplied u v = divided (u * v) unit.
Proof. unfold multiplied, divided; rewrite Z.shiftr_div_pow2 by discriminate; reflexivity. Qed.

(* x^(2^k) *)
Definition squared (k : nat) (u : Z) : Z := Nat.iter k (fun v => multiplied v v) u.

(* exp(a/d) <= (1 - a/(2^32 d))^-(2^32) *)
Definition halvings : nat := 32.
Definition exponential (a d : Z) : Z :=
  let e := (d * 2 ^ Z.of_nat halvings)%Z in squared halvings (divided (unit * e) (e - a)).

Definition total (l : list Z) : Z := fold_right Z.add 0%Z l.

Lemma unit_real : 0 < IZR unit.
Proof. apply IZR_lt, unit_positive. Qed.

Lemma divided_up a b : (0 < b)%Z -> IZR a / IZR b <= IZR (divided a b).
Proof.
  intro Hb; assert (0 < IZR b) by (apply IZR_lt; assumption).
  apply Rmult_le_reg_r with (IZR b); [assumption|].
  unfold Rdiv; rewrite Rmult_assoc, Rinv_l, Rmult_1_r, <- mult_IZR by lra; apply IZR_le; unfold divided.
  pose proof (Z.mod_pos_bound a b Hb); pose proof (Z.div_mod a b ltac:(lia)); nia.
Qed.

Lemma below_divided x a b : (0 < b)%Z -> 0 <= x <= IZR a / IZR b / IZR unit -> below x (divided a b).
Proof.
  intros Hb [H0 Hx]; split; [assumption|]; eapply Rle_trans; [exact Hx|].
  apply Rmult_le_compat_r; [apply Rlt_le, Rinv_0_lt_compat, unit_real | apply divided_up; assumption].
Qed.

Lemma below_multiplied x y u v : below x u -> below y v -> below (x * y) (multiplied u v).
Proof.
  intros [Hx Hu] [Hy Hv]; rewrite multiplied_divided; pose proof unit_real.
  apply below_divided; [apply unit_positive|]; split; [apply Rmult_le_pos; assumption|].
  apply Rle_trans with (IZR u / IZR unit * (IZR v / IZR unit)); [apply Rmult_le_compat; assumption|].
  rewrite mult_IZR; apply Req_le; field; lra.
Qed.

Lemma below_squared k x u : below x u -> below (x ^ (2 ^ k)) (squared k u).
Proof.
  intro H; unfold squared; induction k as [|k IH]; [cbn; rewrite Rmult_1_r; exact H|].
  cbn [Nat.iter nat_rect]; change (2 ^ S k)%nat with (2 ^ k + (2 ^ k + 0))%nat; rewrite Nat.add_0_r, pow_add.
  apply below_multiplied; exact IH.
Qed.

Lemma exp_multiple k x : exp x ^ k = exp (INR k * x).
Proof.
  induction k as [|k IH]; [cbn; rewrite Rmult_0_l, exp_0; reflexivity|].
  cbn [pow]; rewrite IH, <- exp_plus, S_INR; f_equal; ring.
Qed.

Lemma below_exponential a d : (0 < d)%Z -> (a < d * 2 ^ Z.of_nat halvings)%Z ->
  below (exp (IZR a / IZR d)) (exponential a d).
Proof.
  intros Hd Ha; pose proof unit_real; unfold exponential; assert (Ht : (0 < 2 ^ Z.of_nat halvings)%Z) by reflexivity.
  set (e := (d * 2 ^ Z.of_nat halvings)%Z).
  assert (He : (0 < e)%Z) by (unfold e; nia); assert (Hea : (0 < e - a)%Z) by (unfold e in *; lia).
  assert (E : 0 < IZR e) by (apply IZR_lt; assumption).
  assert (EA : 0 < IZR e - IZR a) by (rewrite <- minus_IZR; apply IZR_lt; assumption).
  replace (exp (IZR a / IZR d)) with (exp (IZR a / IZR e) ^ (2 ^ halvings)).
  - apply below_squared, below_divided; [assumption|]; split; [apply Rlt_le, exp_pos|].
    replace (IZR a / IZR e) with (- - (IZR a / IZR e)) by ring; rewrite exp_Ropp.
    apply Rle_trans with (/ (1 + - (IZR a / IZR e))).
    + apply Rinv_le_contravar; [|apply exp_ineq1_le].
      replace (1 + - (IZR a / IZR e)) with ((IZR e - IZR a) / IZR e) by (field; lra).
      apply Rdiv_lt_0_compat; assumption.
    + rewrite mult_IZR, minus_IZR; apply Req_le; field; lra.
  - rewrite exp_multiple; f_equal; unfold e; rewrite mult_IZR, <- pow_IZR.
    rewrite pow_INR; change (INR 2) with 2; assert (0 < 2 ^ halvings) by (apply pow_lt; lra).
    assert (0 < IZR d) by (apply IZR_lt; assumption); field; lra.
Qed.

Lemma below_total A (f : A -> R) (g : A -> Z) l : (forall x, In x l -> below (f x) (g x)) ->
  below (sum (map f l)) (total (map g l)).
Proof.
  induction l as [|x l IH]; intro H; cbn [map sum total fold_right].
  - split; [lra | unfold Rdiv; rewrite Rmult_0_l; lra].
  - destruct (H x (or_introl eq_refl)), (IH (fun y Hy => H y (or_intror Hy))); split; [lra|].
    fold (total (map g l)); rewrite plus_IZR, Rdiv_plus_distr; lra.
Qed.

Lemma below_uniform A (f : A -> R) (g : A -> Z) l : l <> [] -> (forall x, In x l -> below (f x) (g x)) ->
  below (uniform l f) (divided (total (map g l)) (Z.of_nat (length l))).
Proof.
  intros Hl H; assert (L : (0 < Z.of_nat (length l))%Z) by (destruct l; [contradiction | cbn [length]; lia]).
  destruct (below_total A f g l H) as [H0 H1]; unfold uniform; pose proof unit_real.
  assert (0 < INR (length l)) by (rewrite INR_IZR_INZ; apply IZR_lt; assumption).
  apply below_divided; [assumption|]; rewrite <- INR_IZR_INZ; split.
  - apply Rmult_le_pos; [assumption | apply Rlt_le, Rinv_0_lt_compat; assumption].
  - replace (IZR (total (map g l)) / INR (length l) / IZR unit)
      with (IZR (total (map g l)) / IZR unit / INR (length l)) by (field; lra).
    apply Rmult_le_compat_r; [apply Rlt_le, Rinv_0_lt_compat; assumption | assumption].
Qed.

Lemma below_max x y u v : below x u -> below y v -> below (Rmax x y) (Z.max u v).
Proof.
  intros [Hx Hu] [Hy Hv]; pose proof (Z.le_max_l u v) as A; pose proof (Z.le_max_r u v) as B.
  apply IZR_le in A, B; assert (0 < / IZR unit) by (apply Rinv_0_lt_compat, unit_real).
  unfold Rdiv in *; unfold below, Rdiv, Rmax; destruct (Rle_dec x y); split; nra.
Qed.
