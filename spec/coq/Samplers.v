(* The samplers of chapter 3 that are integers throughout, and SMP.Mask of chapter 9, on the bytes of a stream.
   Each returns its values and the number of bytes taken, or None if the bytes are used up (SMP.Bytes.C1). *)
From Coq Require Import List ZArith Lia Bool.
From Emrshare Require Import Ring Scheme Bounds Encoding.
Import ListNotations.
Open Scope Z_scope.

Definition drawn := option (list Z * nat).

(* The least number of whole bytes that hold these bits. *)
Definition bytes_for (bits : nat) : nat := (bits + 7) / 8.

Fixpoint weight (l : list bool) : Z :=
  match l with
  | [] => 0
  | b :: l' => Z.b2z b + weight l'
  end.

(* SMP.CBD.2. *)
Fixpoint cbd_values (eta count : nat) (bits : list bool) : list Z :=
  match count with
  | O => []
  | S k => (weight (firstn eta bits) - weight (firstn eta (skipn eta bits)))
             :: cbd_values eta k (skipn eta (skipn eta bits))
  end.

Definition cbd (eta count : nat) (bytes : list Z) : drawn :=
  let need := bytes_for (2 * eta * count) in                                 (* SMP.CBD.1 *)
  if ((1 <=? eta) && (eta <=? 8) && (need <=? length bytes))%nat             (* SMP.CBD.C1 *)
  then Some (cbd_values eta count (pack 8 (firstn need bytes)), need) else None.

(* SMP.Mask.1, SMP.Mask.2. *)
Definition mask (t count : nat) (bytes : list Z) : drawn :=
  let need := bytes_for (count * t) in
  if (need <=? length bytes)%nat
  then Some (map (fun x => x - 2 ^ (Z.of_nat t - 1)) (unpack t count (pack 8 (firstn need bytes))), need)
  else None.

Fixpoint digits (k : nat) (y : Z) : list Z :=
  match k with
  | O => []
  | S m => (y mod 3 - 1) :: digits m (y / 3)
  end.

Definition more (values : list Z) (taken : nat) (rest : drawn) : drawn :=
  match rest with
  | Some (later, further) => Some (values ++ later, taken + further)%nat
  | None => None
  end.

(* SMP.Ternary.1, SMP.Ternary.2, SMP.Ternary.3. *)
Fixpoint ternary (count : nat) (bytes : list Z) : drawn :=
  match count, bytes with
  | O, _ => Some ([], O)
  | _, [] => None
  | _, y :: rest =>
      if 243 <=? y then more [] 1 (ternary count rest)
      else more (firstn count (digits 5 y)) 1 (ternary (count - 5) rest)
  end.

(* SMP.Uniform.1: the least h with q <= 2^h. *)
Definition uniform_mask (q : Z) : Z := 2 ^ Z.log2_up q - 1.

Definition candidate (q y0 y1 y2 y3 : Z) : Z :=                              (* SMP.Uniform.2 *)
  Z.land (y0 + 2 ^ 8 * y1 + 2 ^ 16 * y2 + 2 ^ 24 * y3) (uniform_mask q).

Fixpoint uniform (q : Z) (count : nat) (bytes : list Z) : drawn :=
  match count, bytes with
  | O, _ => Some ([], O)
  | S k, y0 :: y1 :: y2 :: y3 :: rest =>
      let y := candidate q y0 y1 y2 y3 in
      if y <? q then more [y] 4 (uniform q k rest)                           (* SMP.Uniform.3 *)
      else more [] 4 (uniform q count rest)
  | _, _ => None
  end.

(* ---- theorems: lengths, ranges, and when there are enough bytes ---- *)

Lemma weight_range l : 0 <= weight l <= Z.of_nat (length l).
Proof. induction l as [|b l IH]; cbn [weight length]; [lia|]; destruct b; cbn [Z.b2z]; lia. Qed.

Lemma cbd_values_range eta count bits :
  Forall (fun e => - Z.of_nat eta <= e <= Z.of_nat eta) (cbd_values eta count bits).
Proof.
  revert bits; induction count as [|k IH]; intro bits; cbn [cbd_values]; constructor; [|apply IH].
  pose proof (weight_range (firstn eta bits)); pose proof (weight_range (firstn eta (skipn eta bits))).
  rewrite !firstn_length in *; lia.
Qed.

Lemma length_cbd_values eta count bits : length (cbd_values eta count bits) = count.
Proof. revert bits; induction count as [|k IH]; intro bits; cbn; [|rewrite IH]; reflexivity. Qed.

Theorem cbd_total eta count bytes : (1 <= eta <= 8)%nat -> (bytes_for (2 * eta * count) <= length bytes)%nat ->
  exists e, cbd eta count bytes = Some (e, bytes_for (2 * eta * count)) /\
    length e = count /\ Forall (fun x => - Z.of_nat eta <= x <= Z.of_nat eta) e.
Proof.
  intros [E1 E8] H; unfold cbd.
  rewrite (proj2 (Nat.leb_le _ _) E1), (proj2 (Nat.leb_le _ _) E8), (proj2 (Nat.leb_le _ _) H).
  eexists; split; [reflexivity|].
  split; [apply length_cbd_values | apply cbd_values_range].
Qed.

Theorem mask_total t count bytes : (0 < t)%nat -> (bytes_for (count * t) <= length bytes)%nat ->
  exists v, mask t count bytes = Some (v, bytes_for (count * t)) /\
    length v = count /\ Forall (fun x => - 2 ^ (Z.of_nat t - 1) <= x < 2 ^ (Z.of_nat t - 1)) v.
Proof.
  intros Ht H; unfold mask; rewrite (proj2 (Nat.leb_le _ _) H); eexists; split; [reflexivity|].
  split; [rewrite map_length; apply length_unpack|].
  apply Forall_map; eapply Forall_impl; [|apply unpack_range]; cbn; intros x Hx.
  replace (Z.of_nat t) with (Z.succ (Z.of_nat t - 1)) in Hx at 1 by lia.
  rewrite Z.pow_succ_r in Hx by lia; lia.
Qed.

Lemma digits_range k y : Forall (fun x => -1 <= x <= 1) (digits k y).
Proof.
  revert y; induction k as [|k IH]; intro y; cbn [digits]; constructor; [|apply IH].
  pose proof (Z.mod_pos_bound y 3); lia.
Qed.

Lemma Forall_firstn (P : Z -> Prop) k l : Forall P l -> Forall P (firstn k l).
Proof. intro H; revert k; induction H; intros [|k]; cbn; constructor; auto. Qed.

Theorem ternary_range count bytes u taken : ternary count bytes = Some (u, taken) ->
  length u = count /\ (taken <= length bytes)%nat /\ Forall (fun x => -1 <= x <= 1) u.
Proof.
  revert count u taken; induction bytes as [|y rest IH]; intros [|k] u taken; cbn [ternary].
  1, 3: intro E; injection E as <- <-; cbn; repeat split; auto; lia.
  1: discriminate.
  pose proof (Forall_firstn _ (S k) _ (digits_range 5 y)) as D.
  assert (DL : length (firstn (S k) (digits 5 y)) = Nat.min (S k) 5) by (rewrite firstn_length; reflexivity).
  set (first := firstn (S k) (digits 5 y)) in *; clearbody first.
  destruct (243 <=? y); [destruct (ternary (S k) rest) as [[later further]|] eqn:R
                       | destruct (ternary (S k - 5) rest) as [[later further]|] eqn:R];
    cbn [more]; try discriminate; intro E; injection E as <- <-;
    destruct (IH _ _ _ R) as (L & T & F); cbn [length app]; repeat split; try lia; auto.
  - rewrite app_length, L, DL; lia.
  - apply Forall_app; auto.
Qed.

Definition ternary_used (bytes : list Z) : nat := length (filter (fun y => y <? 243) bytes).

(* It fails for want of bytes alone. *)
Theorem ternary_total count bytes :
  (count <= 5 * ternary_used bytes)%nat <-> ternary count bytes <> None.
Proof.
  unfold ternary_used; revert count; induction bytes as [|y rest IH]; intros [|k]; cbn [ternary filter].
  1, 3: split; [discriminate | lia].
  1: cbn; split; [lia | intro H; contradiction H; reflexivity].
  destruct (Z.ltb_spec y 243), (Z.leb_spec 243 y); try lia; cbn [length].
  - specialize (IH (S k - 5)%nat).
    destruct (ternary (S k - 5) rest) as [[? ?]|]; cbn [more]; split; intro G; try discriminate.
    + assert (S k - 5 <= 5 * ternary_used rest)%nat by (apply IH; discriminate); unfold ternary_used in *; lia.
    + apply IH; lia.
    + contradiction G; reflexivity.
  - rewrite IH; destruct (ternary (S k) rest) as [[? ?]|]; cbn [more]; split; intro G; try discriminate;
      contradiction G; reflexivity.
Qed.

Theorem uniform_range q count bytes r taken : Forall (fun x => 0 <= x) bytes ->
  uniform q count bytes = Some (r, taken) ->
  length r = count /\ (taken <= length bytes)%nat /\ Forall (fun x => 0 <= x < q) r.
Proof.
  intro B; remember (length bytes) as m eqn:Hm; assert (Hl : (length bytes <= m)%nat) by lia; clear Hm.
  revert count bytes r taken B Hl; induction m as [m IH] using lt_wf_ind.
  intros [|k] bytes r taken B Hl; [intro E; destruct bytes; injection E as <- <-; cbn; repeat split; auto; lia|].
  destruct bytes as [|y0 [|y1 [|y2 [|y3 rest]]]]; try discriminate; cbn [uniform].
  set (y := candidate q y0 y1 y2 y3).
  assert (0 <= y).
  { unfold y, candidate; apply Z.land_nonneg; left; repeat match goal with H : Forall _ (_ :: _) |- _ => inversion_clear H end; lia. }
  assert (Forall (fun x => 0 <= x) rest)
    by (repeat match goal with H : Forall _ (_ :: _) |- _ => inversion_clear H end; assumption).
  cbn [length] in Hl; destruct (Z.ltb_spec y q);
    [destruct (uniform q k rest) as [[later further]|] eqn:R
    |destruct (uniform q (S k) rest) as [[later further]|] eqn:R]; cbn [more]; try discriminate;
    intro E; injection E as <- <-; apply (IH (length rest)) in R; try lia; try assumption;
    destruct R as (L & T & F); cbn [app length]; repeat split; try lia; auto.
Qed.

Fixpoint uniform_used (q : Z) (bytes : list Z) : nat :=
  match bytes with
  | y0 :: y1 :: y2 :: y3 :: rest => (if candidate q y0 y1 y2 y3 <? q then 1 else 0) + uniform_used q rest
  | _ => O
  end.

Theorem uniform_total q count bytes : (count <= uniform_used q bytes)%nat <-> uniform q count bytes <> None.
Proof.
  remember (length bytes) as m eqn:Hm; assert (Hl : (length bytes <= m)%nat) by lia; clear Hm.
  revert count bytes Hl; induction m as [m IH] using lt_wf_ind; intros [|k] bytes Hl.
  - destruct bytes; split; try discriminate; lia.
  - destruct bytes as [|y0 [|y1 [|y2 [|y3 rest]]]];
      try (split; [cbn; lia | intro H; contradiction H; reflexivity]).
    cbn [uniform uniform_used length] in *; destruct (candidate q y0 y1 y2 y3 <? q).
    + pose proof (IH (length rest) ltac:(lia) k rest ltac:(lia)) as R.
      destruct (uniform q k rest) as [[? ?]|]; cbn [more]; split; intro G; try discriminate.
      * assert (k <= uniform_used q rest)%nat by (apply R; discriminate); lia.
      * apply R; lia.
      * contradiction G; reflexivity.
    + pose proof (IH (length rest) ltac:(lia) (S k) rest ltac:(lia)) as R; cbn [Nat.add]; rewrite R.
      destruct (uniform q (S k) rest) as [[? ?]|]; cbn [more]; split; intro G; try discriminate;
        contradiction G; reflexivity.
Qed.
